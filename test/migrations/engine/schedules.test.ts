import { expect, test } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, nat, record } from 'fast-check';
import { BanyanError } from '../../../domain/errors.ts';
import type { JournalEntry } from '../../../domain/journal-entry.ts';
import { run, settleBack } from '../../../migrations/engine/drive.ts';
import type { Engine } from '../../../migrations/engine/engine.ts';
import { hold, resume } from '../../../migrations/engine/hold.ts';
import type { Ports } from '../../../migrations/engine/ports.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { createRandom } from '../../../sandbox/faults/random.ts';
import { Crash, faultyPorts } from '../../support/convergence/faulty-ports.ts';
import { FAULTS, type Fault } from '../../support/convergence/table.ts';
import { createVirtualTime, type VirtualTime } from '../../support/convergence/virtual-time.ts';
import { candidateWeight, createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';
import '../../support/seed-properties.ts';

/** What somebody begins at some moment. */
const DEEDS = ['run', 'run', 'roll back', 'roll back', 'flag off', 'flag on', 'hold', 'resume', 'lose the rule', 'gates held', 'gates open', 'gates failed', 'kill'] as const;
type Deed = (typeof DEEDS)[number];

const END_MS = 200_000;
const options = { why: 'test', pollMs: 5_000, patienceMs: 60_000 };
const OFF = { on: false, cohortPercent: 0, shadowPercent: 0 };

interface Stage {
  readonly world: FakeWorld;
  readonly time: VirtualTime;
  readonly random: () => number;
  readonly end: AbortSignal;
  /** Processes that are alive: ending one lets what it has sent land, and nothing more be sent. */
  readonly alive: Set<{ killed: boolean }>;
  /** When somebody switched the flag on by hand, which is drift and no doing of an engine's. */
  readonly switchedOn: number[];
  /** What was found that must not be. */
  readonly wrong: string[];
}

/** Deeds that come soon after each other meet each other's writes. */
const schedule = array(record({ after: nat(12_000), deed: constantFrom(...DEEDS) }), { minLength: 2, maxLength: 14 });

test('whatever operators, engines, gates, crashes and faults do in whatever order, the group is back when a roll-back says so, and in the end everything is as if nothing had happened', async () => {
  const expected = await retired(createFakeWorld());
  await assert(
    asyncProperty(schedule, nat(), async (deeds, seed) => {
      const world = createFakeWorld();
      world.ports.loadBalancer.rules.set(150, null);
      const end = new AbortController();
      const stage: Stage = { world, time: createVirtualTime(world.ports.clock), random: createRandom(String(seed)), end: end.signal, alive: new Set(), switchedOn: [], wrong: [] };
      let at = 0;
      const all = [{ after: 0, deed: 'run' as const }, ...deeds].map(async ({ after, deed }) => {
        await stage.time.sleep((at += after));
        await perform(stage, deed);
      });
      void stage.time.sleep(END_MS).then(() => end.abort());
      await stage.time.pass(Promise.all(all));
      expect(stage.wrong).toEqual([]);
      expect(world.ports.loadBalancer.rules.get(150)).toBeNull();
      world.ports.loadBalancer.rules.delete(150);
      expect(chainOf(await world.ports.journal.read(world.migration.id))).toEqual([]);
      expect(await retired(world)).toBe(expected);
    }),
    { numRuns: 150 },
  );
}, 60_000);

async function perform(stage: Stage, deed: Deed): Promise<void> {
  const { world, alive } = stage;
  const { migration, ports } = world;
  switch (deed) {
    case 'run':
      return live(stage, (engine) => run(engine, migration, { ...options, signal: stage.end }));
    case 'roll back':
      return live(stage, (engine) => takeBack(stage, engine));
    case 'hold':
      return live(stage, (engine) => hold(engine, migration, 'lunch'));
    case 'resume':
      return live(stage, (engine) => resume(engine, migration, 'lunch is over'));
    case 'flag off':
    case 'flag on': {
      const seen = await ports.flags.observe(migration.group.name);
      if (deed === 'flag on') stage.switchedOn.push(stage.time.elapsed());
      if (seen !== 'none') await ports.flags.ensure(migration.group.name, deed === 'flag off' ? OFF : { ...seen, on: true });
      return;
    }
    case 'lose the rule':
      return ports.loadBalancer.removeRules(migration.group.name, 'group');
    case 'gates held':
    case 'gates failed':
      return world.setGates(deed === 'gates held' ? 'held' : 'failed');
    case 'gates open':
      return world.setGates('open');
    case 'kill':
      for (const process of alive) process.killed = true;
  }
}

/** The command of an operator: when it has ended, nobody is served by the candidate unless the migration has been moved on since. */
async function takeBack({ world, time, switchedOn, wrong }: Stage, engine: Engine): Promise<void> {
  const { migration, ports } = world;
  const began = time.elapsed();
  await rollBack(engine, migration, 'deploy', 'the pager rang').catch((error: unknown) => {
    if (error instanceof BanyanError && error.code === 'JOURNAL_CONFLICT') wrong.push(`a roll-back lost: ${error.message}`);
    throw error;
  });
  await settleBack(engine, migration, options);
  const moved = (await ports.journal.read(migration.id)).findLast(({ kind }) => kind === 'moved');
  if (moved?.kind !== 'moved' || moved.how !== 'roll-back') return;
  const flags = await ports.flags.observe(migration.group.name);
  if (candidateWeight(world) !== 'none') wrong.push(`rolled back, and the rule gives the candidate ${candidateWeight(world)} %`);
  if (flags !== 'none' && flags.on && !switchedOn.some((at) => at >= began)) wrong.push('rolled back, and the flag is on');
}

/** A process of its own, whose calls take time, fail and are cut short as the seed has it. */
async function live({ world, time, random, end, alive }: Stage, work: (engine: Engine) => Promise<unknown>): Promise<void> {
  const self = { killed: false };
  alive.add(self);
  const fault = (): Fault | undefined => (!end.aborted && random() < 0.01 ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined);
  const latency = (): number => (random() < 0.15 ? random() * 9_000 : random() * 60);
  const slow = slowPorts(faultyPorts(world.ports, fault), self, time, latency);
  const engine: Engine = { ...world.engine, who: `engine-${alive.size}`, ports: { ...slow, clock: { now: () => world.ports.clock.now(), sleep: (ms) => time.sleep(ms) } } };
  const ended = new Promise<void>((resolve) => {
    const look = (): void => void (self.killed ? resolve() : time.sleep(5_000).then(look));
    look();
  });
  await Promise.race([ended, work(engine)]).catch((error: unknown) => {
    if (!(error instanceof Crash || error instanceof BanyanError || end.aborted)) throw error;
  });
  self.killed = true;
}

/** Calls take effect after a while, and are answered after another. Who is dead calls nobody, and hears of nothing. */
function slowPorts(ports: FakeWorld['ports'], self: { readonly killed: boolean }, time: VirtualTime, latency: () => number): Omit<Ports, 'clock'> {
  const never = new Promise<never>(() => {});
  const { clock: _, ...rest } = ports;
  const slow = Object.entries(rest).map(([name, port]) => [
    name,
    new Proxy(port as object, {
      get: (target, member, receiver) => {
        const method = Reflect.get(target, member, receiver) as unknown;
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]) => {
          if (self.killed) return never;
          await time.sleep(latency());
          const answer = await (method as (...args: unknown[]) => unknown)(...args);
          await time.sleep(latency());
          return self.killed ? never : answer;
        };
      },
    }),
  ]);
  return Object.fromEntries(slow) as Omit<Ports, 'clock'>;
}

/** Brings the migration to its end with nothing in its way, and tells what the world is then. */
async function retired(world: FakeWorld): Promise<string> {
  const { engine, migration } = world;
  world.setGates('open');
  await resume(engine, migration, 'calm again').catch(() => undefined);
  // A flag that is still off is rolled back for first.
  for (let n = 0; n < 3 && (await world.position()) !== 'retire'; n++) await run(engine, migration, options);
  await run(engine, migration, options);
  const { revisions: _, rules, ...rest } = JSON.parse(await world.snapshot()) as { revisions: unknown; rules: [number, { priority: number; part: number }][] };
  // Which of the group's rules was made anew first is nobody's business, nor how often the proxy was.
  const parts = rules.map(([, { priority: __, ...rule }]) => rule).toSorted((a, b) => a.part - b.part);
  return JSON.stringify([await world.position(), parts, rest]);
}

/** Moves that do not begin where the one before them ended. */
function chainOf(entries: readonly JournalEntry[]): readonly string[] {
  const moves = entries.flatMap((entry) => (entry.kind === 'moved' ? [entry] : []));
  return moves.flatMap(({ from, to }, n) => (from === (moves[n - 1]?.to ?? 'start') ? [] : [`${n}: ${from} to ${to}`]));
}
