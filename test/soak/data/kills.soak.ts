import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRandom } from '../../../sandbox/faults/random.ts';
import { writeMigration } from '../../support/mover-process.ts';
import { openPool } from '../../support/open-pool.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';
import { contents, fill, startTransfers, wrongIn } from './transfers.ts';
import { startTwoMovers } from './two-movers.ts';

const RUNS = process.env['SOAK'] === 'short' ? 1 : 30;
const SEED = process.env['SOAK_SEED'] ?? '1';

/** Movers are processes that get SIGKILL, and their connections break off; SOAK_SEED draws when. */
describe.each(['outbox', 'replication'] as const)('movers and connections that are killed at any moment, changes captured by %s', (capture) => {
  let server: PostgresServer;
  let migration: Awaited<ReturnType<typeof writeMigration>>;

  beforeAll(async () => {
    server = await startPostgres();
    migration = await writeMigration(`data({ from: 'LEGACY_DATABASE_URL', to: 'ORDERS_DATABASE_URL', capture: '${capture}', tables: [table('accounts', { key: 'id' }), table('transfers', { key: 'id' })] })`);
  }, 60_000);
  afterAll(async () => {
    await migration.remove();
    await server.close();
  });

  test.each(Array.from({ length: RUNS }, (_, i) => i + 1))('run %i: over, back and over again under load; nothing is lost, nothing doubled', async (run) => {
    const random = createRandom(`${SEED} ${run}`);
    const databases = [`legacy_${run}`, `candidate_${run}`] as const;
    const [legacyUrl, candidateUrl] = await Promise.all([server.createDatabase(databases[0]), server.createDatabase(databases[1])]);
    const [stores, killer] = [{ legacy: openPool(legacyUrl, 4), candidate: openPool(candidateUrl, 4) }, openPool(legacyUrl, 4)];
    await fill(stores);
    const movers = await startTwoMovers(migration.directory, { LEGACY_DATABASE_URL: legacyUrl, ORDERS_DATABASE_URL: candidateUrl }, killer, databases, random);
    const transfers = startTransfers(stores, random, 3);
    try {
      movers.startKilling();
      await movers.bring({ flow: 'forward', backfill: true, verify: false }, ({ flow, backfill }) => flow === 'forward' && backfill.done);
      await movers.bring({ flow: 'reverse', backfill: false, verify: false }, ({ flow }) => flow === 'reverse');
      await movers.bring({ flow: 'forward', backfill: false, verify: false }, ({ flow }) => flow === 'forward');
      await movers.bring({ flow: 'reverse', backfill: false, verify: false }, ({ flow }) => flow === 'reverse');
      await transfers.stop();
      await movers.stopKilling();
      await movers.bring({ flow: 'reverse', backfill: false, verify: false }, ({ lag }) => lag.changes === 0);
      process.stdout.write(`${capture}, run ${run} of seed ${SEED}: ${transfers.ledger.size} transfers, ${movers.kills.movers} movers and ${movers.kills.connections} times all connections killed\n`);
      expect(transfers.ledger.size).toBeGreaterThan(20);
      expect({ legacy: await wrongIn(stores.legacy, transfers.ledger), candidate: await wrongIn(stores.candidate, transfers.ledger) }).toEqual({ legacy: [], candidate: [] });
      expect(await contents(stores.legacy)).toEqual(await contents(stores.candidate));
      expect((await stores.legacy.query('select * from banyan.quarantine')).rows).toEqual([]);
    } finally {
      await Promise.allSettled([transfers.stop(), movers.stopKilling()]);
      await movers.end();
      // A server has only so many, and this one many runs.
      await killer.query('select pg_terminate_backend(active_pid, 5000) from pg_replication_slots where active and database = any($1)', [databases]);
      await killer.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = any($1)', [databases]);
      for (const pool of [stores.legacy, stores.candidate, killer]) await pool.end();
    }
  }, 120_000);
});
