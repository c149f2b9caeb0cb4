import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRandom } from '../../../sandbox/faults/random.ts';
import { writeMigration } from '../../support/mover-process.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';
import { contents, fill, openShop, startTransfers, wrongIn } from './transfers.ts';
import { startTwoMovers } from './two-movers.ts';

const RUNS = process.env['SOAK'] === 'short' ? 1 : 30;
const SEED = process.env['SOAK_SEED'] ?? '1';

/** Movers are processes that get SIGKILL, and their connections break off; SOAK_SEED draws when. */
describe('movers and connections that are killed at any moment', () => {
  let server: PostgresServer;
  let migration: Awaited<ReturnType<typeof writeMigration>>;

  beforeAll(async () => {
    server = await startPostgres();
    migration = await writeMigration(`data({ from: 'LEGACY_DATABASE_URL', to: 'ORDERS_DATABASE_URL', tables: [table('accounts', { key: 'id' }), table('transfers', { key: 'id' })] })`);
  }, 60_000);
  afterAll(async () => {
    await migration.remove();
    await server.close();
  });

  test.each(Array.from({ length: RUNS }, (_, i) => i + 1))('run %i: over, back and over again under load; nothing is lost, nothing doubled', async (run) => {
    const random = createRandom(`${SEED} ${run}`);
    const databases = [`legacy_${run}`, `candidate_${run}`];
    const [legacyUrl, candidateUrl] = await Promise.all([server.createDatabase(`legacy_${run}`), server.createDatabase(`candidate_${run}`)]);
    const [stores, killer] = [{ legacy: openShop(legacyUrl), candidate: openShop(candidateUrl) }, openShop(legacyUrl)];
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
      process.stdout.write(`run ${run} of seed ${SEED}: ${transfers.ledger.size} transfers, ${movers.kills.movers} movers and ${movers.kills.connections} times all connections killed\n`);
      expect(transfers.ledger.size).toBeGreaterThan(20);
      expect({ legacy: await wrongIn(stores.legacy, transfers.ledger), candidate: await wrongIn(stores.candidate, transfers.ledger) }).toEqual({ legacy: [], candidate: [] });
      expect(await contents(stores.legacy)).toEqual(await contents(stores.candidate));
      expect((await stores.legacy.query('select * from banyan.quarantine')).rows).toEqual([]);
    } finally {
      await Promise.allSettled([transfers.stop(), movers.stopKilling()]);
      await movers.end();
      for (const pool of [stores.legacy, stores.candidate, killer]) await pool.end();
    }
  }, 120_000);
});
