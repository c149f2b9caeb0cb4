import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BanyanError } from '../../../../domain/errors.ts';
import { run, settle, settleBack } from '../../../../migrations/engine/drive.ts';
import { rollBack } from '../../../../migrations/engine/roll-back.ts';
import { startPostgres, type PostgresServer } from '../../../support/postgres-server.ts';
import { realClock } from '../../../support/real-clock.ts';
import { differences, percentile, startLoad } from './ledger.ts';
import { MIGRATION, openMovingWorld, type MovingWorld } from './moving-world.ts';

const SHORT = process.env['SOAK'] === 'short';
const RUNS = SHORT ? 2 : 100;
const DRIVE = { why: 'soak', pollMs: 20, patienceMs: 30_000 };
const REVERSE = { kind: 'reverse' } as const;

let server: PostgresServer;
beforeAll(async () => void (server = await startPostgres()), 60_000);
afterAll(() => server.close());

/** 32-bit numbers from a seed, 0 to 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function caughtUp({ mover }: MovingWorld): Promise<void> {
  for (let n = 0; n < 500; n++) {
    const data = (await mover.observe(['catalog']))['catalog'];
    if (data !== undefined && data !== 'absent' && data.lag.changes === 0) return;
    await realClock.sleep(20);
  }
  throw new Error('changes are on the way for ever');
}

async function back(world: MovingWorld, engine = world.engine()): Promise<void> {
  await rollBack(engine, MIGRATION, 'deploy', 'soak');
  await settleBack(engine, MIGRATION, DRIVE);
  await settle(engine, MIGRATION, DRIVE);
}

test('orders and accounts are moved and moved back under load: nothing lost, nothing doubled, sums equal, and reads never stop', async () => {
  const world = await openMovingWorld(server, 'load', { orders: SHORT ? 2_000 : 20_000, random: seeded(1) });
  const up = startLoad(world.where, { writers: 8, readers: 4 });
  await run(world.engine(), MIGRATION, { ...DRIVE, until: REVERSE });
  await up.stop();
  await caughtUp(world);
  expect({ legacy: await differences(world.legacy.pool, up.ledger), candidate: await differences(world.candidate.pool, up.ledger) }).toEqual({ legacy: [], candidate: [] });

  const down = startLoad(world.where, { writers: 8, readers: 4 }, up.ledger);
  await back(world);
  await down.stop();
  const { ledger } = down;
  const { accepted, refused, unknown, reads } = ledger;
  const entries = await world.fake.ports.journal.read(MIGRATION.id);
  const pauses = entries.flatMap((entry) => (entry.kind === 'outcome' && entry.pause ? entry.pause.ms : []));
  const sides = (side: string) => accepted.filter((each) => each.side === side).length;
  const times = (ms: readonly number[]) => ({ p50: Math.round(percentile(ms, 0.5)), p99: Math.round(percentile(ms, 0.99)), most: Math.round(percentile(ms, 1)) });
  process.stdout.write(`${JSON.stringify({ accepted: accepted.length, byLegacy: sides('legacy'), byCandidate: sides('candidate'), refused: refused.length, unknown: unknown.length, reads: reads.ms.length, pausesMs: pauses.map(Math.round), writeMs: times(accepted.map(({ ms }) => ms)), readMs: times(reads.ms) })}\n`);
  // The candidate's store is no longer followed: legacy's has to have everything.
  expect(await differences(world.legacy.pool, ledger)).toEqual([]);
  expect([sides('legacy') > 0, sides('candidate') > 0, pauses.length]).toEqual([true, true, 2]);
  expect({ unknown, failedReads: reads.failed }).toEqual({ unknown: [], failedReads: 0 });
  expect(await world.fake.position()).toBe('deploy');
  await world.close();
}, 300_000);

test(`${RUNS} times with engine, mover, services and connections killed at random moments all comes out right`, async () => {
  for (let seed = 1; seed <= RUNS; seed++) {
    const random = seeded(seed);
    const world = await openMovingWorld(server, `run_${seed}`, { orders: 200, random });
    const load = startLoad(world.where, { writers: 3, readers: 1 });
    const killers = startKillers(world, random);
    await persist(world, (engine, signal) => run(engine, MIGRATION, { ...DRIVE, until: REVERSE, signal }).then(() => undefined), killers);
    if (random() < 0.5) await persist(world, (engine) => back(world, engine), killers);
    await killers.stop();
    await load.stop();
    await caughtUpOrBack(world);
    const found = { legacy: await differences(world.legacy.pool, load.ledger), candidate: await world.fake.position() === 'reverse' ? await differences(world.candidate.pool, load.ledger) : [] };
    expect({ seed, kills: killers.kills, accepted: load.ledger.accepted.length > 0, ...found }).toEqual({ seed, kills: expect.any(Array), accepted: true, legacy: [], candidate: [] });
    await world.close();
  }
}, RUNS * 60_000);

async function caughtUpOrBack(world: MovingWorld): Promise<void> {
  if ((await world.fake.position()) === 'reverse') await caughtUp(world);
}

interface Killers {
  readonly kills: string[];
  /** Aborted when the engine at work is to die. */
  engineLives(): AbortSignal;
  stop(): Promise<void>;
}

/** Every now and then something dies. */
function startKillers(world: MovingWorld, random: () => number): Killers {
  let engine = new AbortController();
  let stopped = false;
  const kills: string[] = [];
  const deeds = {
    engine: async () => engine.abort(new Error('killed')),
    mover: () => world.killMover(),
    'legacy service': () => world.legacy.kill(),
    'candidate service': () => world.candidate.kill(),
    'legacy connections': () => world.breakConnections('legacy'),
    'candidate connections': () => world.breakConnections('candidate'),
  };
  const names = Object.keys(deeds) as (keyof typeof deeds)[];
  const work = (async () => {
    while (!stopped) {
      await realClock.sleep(150 + random() * 600);
      const name = names[Math.floor(random() * names.length)]!;
      kills.push(name);
      await deeds[name]();
    }
  })();
  return {
    kills,
    engineLives() {
      engine = new AbortController();
      return engine.signal;
    },
    async stop() {
      stopped = true;
      await work;
    },
  };
}

/** As an operator whose command died, or failed for what passes: the same again. Whoever is killed makes no further call. */
async function persist(world: MovingWorld, command: (engine: ReturnType<MovingWorld['engine']>, signal: AbortSignal) => Promise<void>, killers: Killers): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const signal = killers.engineLives();
    try {
      return await command(mortal(world.engine(), signal), signal);
    } catch (error) {
      const passes = error instanceof BanyanError || signal.aborted || isConnectionTrouble(error);
      if (!passes || attempt >= 200) throw error;
      await realClock.sleep(20);
    }
  }
}

function mortal(engine: ReturnType<MovingWorld['engine']>, signal: AbortSignal): ReturnType<MovingWorld['engine']> {
  const ports = Object.entries(engine.ports).map(([name, port]) => [
    name,
    new Proxy(port as object, {
      get(target, member, receiver) {
        const method: unknown = Reflect.get(target, member, receiver);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]): unknown => {
          signal.throwIfAborted();
          return method.apply(target, args) as unknown;
        };
      },
    }),
  ]);
  return { ...engine, ports: Object.fromEntries(ports) as typeof engine.ports };
}

/** Behind its admin port the mover says this as MOVER_UNREACHABLE; here it is asked without one. */
function isConnectionTrouble(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return /^(08|57P|ECONN)/.test(code ?? '') || /terminat|Connection|pool|ended|closed/i.test(message ?? '');
}
