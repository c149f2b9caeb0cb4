import { expect, test } from '@jest/globals';
import { BanyanError } from '../../../domain/errors.ts';
import { Crash, faultyPorts } from '../../support/convergence/faulty-ports.ts';
import { journeyOf, type Command } from '../../support/convergence/journey.ts';
import { createTally, FAULTS, type Fault } from '../../support/convergence/table.ts';
import { createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const options = { why: 'test', pollMs: 1_000, patienceMs: 60_000 };
const JOURNEY = journeyOf(createFakeWorld().migration);

/** What an undisturbed command makes, and what it calls in doing so. */
interface Course {
  readonly calls: readonly string[];
  readonly position: string;
  readonly world: string;
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

async function undisturbed(): Promise<readonly Course[]> {
  const world = createFakeWorld();
  const courses: Course[] = [];
  for (const command of JOURNEY) courses.push(await perform(world, command));
  return courses;
}

test('a whole migration, back and up again comes out the same whatever goes wrong at whichever single call to the outside', async () => {
  const courses = await undisturbed();
  const tally = createTally();
  const longest = Math.max(...courses.map(({ calls }) => calls.length));
  for (const fault of FAULTS) {
    // One world for each number of a call: it is disturbed once in every command, and must be as it should be at the end of each.
    for (let at = 0; at < longest; at++) {
      const world = createFakeWorld();
      for (const [n, command] of JOURNEY.entries()) {
        const { calls, ...expected } = courses[n] as Course;
        const { calls: _, ...seen } = await perform(world, command, at, fault);
        const call = calls[at];
        if (call !== undefined) tally.count(call, fault, seen.position === expected.position && seen.world === expected.world, `call ${at} of "${command.name}"`);
      }
    }
  }
  expect(tally.failures).toEqual([]);
  expect(tally.total()).toBe(FAULTS.length * courses.reduce((sum, { calls }) => sum + calls.length, 0));
  expect(courses.map(({ position }) => position)).toEqual(['deploy', 'front', 'shadow', 'cohort:1', 'cohort:10', 'weight:10', 'weight:50', 'weight:100', 'deploy', 'front', 'shadow', 'cohort:1', 'cohort:10', 'weight:10', 'weight:50', 'weight:100', 'retire', 'start']);
}, 180_000);
