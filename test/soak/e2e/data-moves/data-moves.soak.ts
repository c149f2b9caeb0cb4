import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run, settle, settleBack } from '../../../../migrations/engine/drive.ts';
import type { Engine } from '../../../../migrations/engine/engine.ts';
import { rollBack } from '../../../../migrations/engine/roll-back.ts';
import { createRandom } from '../../../../sandbox/faults/random.ts';
import { startPostgres, type PostgresServer } from '../../../support/postgres-server.ts';
import { until } from '../../../support/until.ts';
import { persist, startKillers } from './killers.ts';
import { differences, percentile, startLoad } from './ledger.ts';
import { MIGRATION, openMovingWorld, type MovingWorld } from './moving-world.ts';

const SHORT = process.env['SOAK'] === 'short';
const RUNS = SHORT ? 1 : 100;
const SEED = process.env['SOAK_SEED'] ?? '1';
/** What writers and readers there are. */
const LOAD = { ...(SHORT ? { writers: 3, readers: 2 } : { writers: 8, readers: 4 }), thinksMs: 10 };
const DRIVE = { why: 'soak', pollMs: 20, patienceMs: 30_000 };
const REVERSE = { kind: 'reverse' } as const;

let server: PostgresServer;
beforeAll(async () => void (server = await startPostgres()), 60_000);
afterAll(() => server.close());

async function caughtUp({ mover }: MovingWorld): Promise<void> {
  await until(async () => {
    const { catalog = 'absent' } = await mover.observe(['catalog']);
    return catalog !== 'absent' && catalog.lag.changes === 0 ? true : undefined;
  });
}

async function back(engine: Engine): Promise<void> {
  await rollBack(engine, MIGRATION, 'deploy', 'soak');
  await settleBack(engine, MIGRATION, DRIVE);
  await settle(engine, MIGRATION, DRIVE);
}

test('orders and accounts are moved and moved back under load: nothing lost, nothing doubled, sums equal, and reads never stop', async () => {
  const world = await openMovingWorld(server, 'load', { orders: SHORT ? 500 : 20_000, random: createRandom(SEED) });
  const up = startLoad(world.where, LOAD);
  await run(world.engine(), MIGRATION, { ...DRIVE, until: REVERSE });
  await up.stop();
  await caughtUp(world);
  expect({ legacy: await differences(world.legacy.pool, up.ledger), candidate: await differences(world.candidate.pool, up.ledger) }).toEqual({ legacy: [], candidate: [] });

  const down = startLoad(world.where, LOAD, up.ledger);
  await back(world.engine());
  await down.stop();
  const { accepted, refused, unknown, reads } = down.ledger;
  const pauses = (await world.fake.ports.journal.read(MIGRATION.id)).flatMap((entry) => (entry.kind === 'outcome' && entry.pause ? entry.pause.ms : []));
  const by = (side: string): number => accepted.filter((each) => each.side === side).length;
  const times = (ms: readonly number[]): object => ({ p50: Math.round(percentile(ms, 0.5)), p99: Math.round(percentile(ms, 0.99)), most: Math.round(percentile(ms, 1)) });
  process.stdout.write(`${JSON.stringify({ accepted: accepted.length, byLegacy: by('legacy'), byCandidate: by('candidate'), refused: refused.length, unknown: unknown.length, reads: reads.ms.length, pausesMs: pauses.map(Math.round), writeMs: times(accepted.map(({ ms }) => ms)), readMs: times(reads.ms) })}\n`);
  // The candidate's store is no longer followed: legacy's has to have everything.
  expect(await differences(world.legacy.pool, down.ledger)).toEqual([]);
  expect([by('legacy') > 0, by('candidate') > 0, pauses.length]).toEqual([true, true, 2]);
  expect({ unknown, failedReads: reads.failed }).toEqual({ unknown: [], failedReads: 0 });
  expect(await world.fake.position()).toBe('deploy');
  await world.close();
}, 300_000);

describe('engine, mover, services and connections killed at random moments, as SOAK_SEED draws them', () => {
  // One after another: the proxy's flags are looked at every 15 ms, and several worlds at once leave each other no processor.
  test.each(Array.from({ length: RUNS }, (_, i) => i + 1))('run %i comes out right', async (number) => {
    const { goesBack, accepted, position, found } = await moveAmongKills(number);
    expect({ position, found, isLoaded: accepted > 20 }).toEqual({ position: goesBack ? 'deploy' : 'reverse', found: { legacy: [], candidate: [] }, isLoaded: true });
  }, 120_000);

  async function moveAmongKills(number: number) {
    const random = createRandom(`${SEED} ${number}`);
    const world = await openMovingWorld(server, `run_${number}`, { orders: 100, random });
    const load = startLoad(world.where, { writers: 3, readers: 1, thinksMs: 40 });
    const kills = [...(await persist(world, startKillers(world, random), async (engine, signal) => void (await run(engine, MIGRATION, { ...DRIVE, until: REVERSE, signal }))))];
    const goesBack = random() < 0.5;
    if (goesBack) kills.push('then, on the way back', ...(await persist(world, startKillers(world, random), back)));
    await load.stop();
    if (!goesBack) await caughtUp(world);
    const { accepted, refused, unknown } = load.ledger;
    process.stdout.write(`run ${number} of seed ${SEED}${goesBack ? ', and back' : ''}: ${accepted.length} accepted, ${refused.length} refused, ${unknown.length} without an answer; killed: ${kills.join(', ')}\n`);
    const found = { legacy: await differences(world.legacy.pool, load.ledger), candidate: goesBack ? [] : await differences(world.candidate.pool, load.ledger) };
    const position = await world.fake.position();
    await world.close();
    return { goesBack, accepted: accepted.length, position, found };
  }
});
