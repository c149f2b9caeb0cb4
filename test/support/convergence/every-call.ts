import { BanyanError } from '../../../domain/errors.ts';
import type { Migration } from '../../../domain/migration.ts';
import { createFakeWorld, type FakeWorld } from '../fake-world.ts';
import { Crash, faultyPorts } from './faulty-ports.ts';
import type { Command } from './journey.ts';
import { createTally, FAULTS, type Fault } from './table.ts';

const options = { why: 'test', pollMs: 1_000, patienceMs: 60_000 };

/** What an undisturbed command makes, and what it calls in doing so. */
interface Course {
  readonly calls: readonly string[];
  readonly position: string;
  readonly world: string;
}

/** What came of a journey in which every call was disturbed in every way. */
export interface Disturbed {
  /** Where it did not come out as if nothing had happened. */
  readonly failures: readonly string[];
  /** How many faults there were, and how many there had to be. */
  readonly faults: { readonly made: number; readonly due: number };
  /** Where each command ends. */
  readonly positions: readonly string[];
  /** Kinds of calls that were disturbed. */
  readonly kinds: ReadonlySet<string>;
}

/** Goes the journey once for each number of a call and each fault, on fakes: that call of every command is disturbed, and all must be as it should be at the end of each. */
export async function disturbEveryCall(migration: Migration, journey: readonly Command[]): Promise<Disturbed> {
  const courses = await undisturbed(migration, journey);
  const tally = createTally();
  const longest = Math.max(...courses.map(({ calls }) => calls.length));
  for (const fault of FAULTS) {
    for (let at = 0; at < longest; at++) {
      const world = createFakeWorld({ migration });
      for (const [n, command] of journey.entries()) {
        const { calls, ...expected } = courses[n] as Course;
        const { calls: _, ...seen } = await perform(world, command, at, fault);
        const call = calls[at];
        if (call !== undefined) tally.count(call, fault, { converged: seen.position === expected.position && seen.world === expected.world }, `call ${at} of "${command.name}"`);
      }
    }
  }
  const due = FAULTS.length * courses.reduce((sum, { calls }) => sum + calls.length, 0);
  return { failures: tally.failures, faults: { made: tally.total(), due }, positions: courses.map(({ position }) => position), kinds: new Set(courses.flatMap(({ calls }) => calls)) };
}

async function undisturbed(migration: Migration, journey: readonly Command[]): Promise<readonly Course[]> {
  const world = createFakeWorld({ migration });
  const courses: Course[] = [];
  for (const command of journey) courses.push(await perform(world, command));
  return courses;
}

/** Performs the command, its call number `at` disturbed; where that ends it, it is given again by a new process, which knows only the journal and the world. */
async function perform(world: FakeWorld, command: Command, at = -1, fault?: Fault): Promise<Course> {
  const calls: string[] = [];
  const ports = faultyPorts(world.ports, (call) => (calls.push(call) - 1 === at ? fault : undefined));
  try {
    await command.perform({ ...world.engine, ports }, options);
  } catch (error) {
    if (!(error instanceof Crash || error instanceof BanyanError)) throw error;
    await command.perform(world.engine, options);
  }
  return { calls, position: await world.position(), world: await world.snapshot() };
}
