import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRandom } from '../../sandbox/faults/random.ts';
import { BanyanError } from '../../domain/errors.ts';
import { journeyOf, type Command } from '../support/convergence/journey.ts';
import { startRim } from '../support/convergence/rim.ts';
import { openPlace, type Place, type SandboxWorld } from '../support/convergence/sandbox-world.ts';
import { createTally, FAULTS, type Fault } from '../support/convergence/table.ts';
import { witness } from '../support/convergence/witness.ts';

/**
 * Every command of a whole migration, disturbed at each of its calls to AWS, Unleash and the journal in turn, of the real adapters against the sandbox.
 * Some hours; `SOAK=short` is a sample, drawn from SOAK_SEED.
 */
const short = process.env['SOAK'] === 'short';
const seed = process.env['SOAK_SEED'] ?? '20261122';
/** Worlds at a time. */
const AT_ONCE = 3;
/** Worlds for each fault in the short form; each is disturbed in every command. */
const SAMPLE = 1;
const drive = { why: 'soak', pollMs: 2_000, patienceMs: 1_200_000 };

/** What an undisturbed command makes, and what it calls in doing so. */
interface Course {
  readonly calls: readonly string[];
  readonly seen: string;
}

let place: Place;
beforeAll(async () => {
  place = await openPlace();
}, 60_000);
afterAll(() => place.close(), 60_000);

/** Performs the command, its call number `at` disturbed; where that ends it, it is given again by a new engine, which knows only the journal and the world. */
async function perform(world: SandboxWorld, command: Command, at = -1, fault?: Fault): Promise<Course & { readonly struck: string | undefined }> {
  const calls: string[] = [];
  const ended = await attempt(world, command, (call) => (calls.push(call) - 1 === at ? fault : undefined));
  if (!ended) await again(world, command);
  return { calls, struck: calls[at], seen: await witness(world, place.unleash) };
}

/** Whether the command came to its end. */
async function attempt(world: SandboxWorld, command: Command, strike: (call: string) => Fault | undefined): Promise<boolean> {
  const rim = await startRim({ aws: place.aws, unleash: place.unleash.url, strike });
  const engine = await world.engine(rim.url);
  const dead = new AbortController();
  const performed = command.perform(engine, { ...drive, signal: dead.signal }).then(() => 'ended' as const);
  try {
    return (await Promise.race([performed, rim.crashed])) === 'ended';
  } catch (error) {
    if (error instanceof BanyanError) return false;
    throw error;
  } finally {
    performed.catch(() => {});
    dead.abort();
    await rim.close();
    engine.close();
  }
}

async function again(world: SandboxWorld, command: Command): Promise<void> {
  if (!(await attempt(world, command, () => undefined))) throw new Error(`"${command.name}" failed though nothing was in its way any more`);
}

async function undisturbed(): Promise<readonly Course[]> {
  const world = await place.open();
  const courses: Course[] = [];
  for (const command of journeyOf(world.migration)) courses.push(await perform(world, command));
  await world.close();
  return courses;
}

/** As many of each fault as of any other. */
function sampleOf<T extends { readonly fault: Fault }>(every: readonly T[]): T[] {
  const random = createRandom(seed);
  const drawn = every.map((each) => ({ each, by: random() })).toSorted((a, b) => a.by - b.by).map(({ each }) => each);
  return FAULTS.flatMap((fault) => drawn.filter((each) => each.fault === fault).slice(0, SAMPLE));
}

test('a whole migration, back and up again comes out the same whatever goes wrong at whichever single call to AWS, Unleash or the journal', async () => {
  const began = Date.now();
  const courses = await undisturbed();
  const tally = createTally();
  const longest = Math.max(...courses.map(({ calls }) => calls.length));
  const every = FAULTS.flatMap((fault) => Array.from({ length: longest }, (_, at) => ({ fault, at })));
  const jobs = short ? sampleOf(every) : every;
  const different: string[] = [];
  const work = async (): Promise<void> => {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      const { fault, at } = job;
      const world = await place.open();
      for (const [n, command] of journeyOf(world.migration).entries()) {
        const { struck, seen } = await perform(world, command, at, fault);
        const isSame = seen === courses[n]?.seen;
        if (struck !== undefined) tally.count(struck, fault, isSame, `call ${at} of "${command.name}"`);
        if (!isSame && different.length < 3) different.push(`${fault} at call ${at} (${struck}) of "${command.name}":\n${difference(courses[n]?.seen ?? '', seen)}`);
        // From here on everything is otherwise.
        if (!isSame) break;
      }
      await world.close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  console.log([`${tally.total()} faults in ${Math.round((Date.now() - began) / 1_000)} s; seed ${seed}`, ...tally.lines()].join('\n'));
  expect(different).toEqual([]);
  expect(tally.failures).toEqual([]);
}, 6 * 3_600_000);

/** Where the two part, with some lines around. */
function difference(expected: string, seen: string): string {
  const [a, b] = [expected.split('\n'), seen.split('\n')];
  const at = a.findIndex((line, n) => line !== b[n]);
  const around = (lines: readonly string[]): string => lines.slice(Math.max(0, at - 6), at + 10).join('\n');
  return `expected\n${around(a)}\nseen\n${around(b)}`;
}
