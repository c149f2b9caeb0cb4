import { writeFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { createRandom } from '../../sandbox/faults/random.ts';
import { BanyanError } from '../../domain/errors.ts';
import { journeyOf, type Command } from '../support/convergence/journey.ts';
import { momentsOf } from '../support/convergence/moments.ts';
import { startRim } from '../support/convergence/rim.ts';
import { CALLED_EVERY, openPlace, type Place, type SandboxWorld } from '../support/convergence/sandbox-world.ts';
import { createTally, FAULTS, type Fault } from '../support/convergence/table.ts';
import { witness } from '../support/convergence/witness.ts';

/**
 * Every command of a whole migration, disturbed at each moment of its calls to AWS, Unleash and the journal in turn, of the real adapters against the sandbox, some worlds
 * beneath callers of whom none may fail.
 * Above an hour on an idle machine, ended early by SOAK_MINUTES; `SOAK=short` is one world for each fault. SOAK_SEED draws the order.
 * CONVERGE_TABLE is a file that has the table so far.
 */
const short = process.env['SOAK'] === 'short';
const seed = process.env['SOAK_SEED'] ?? '20261122';
/** Accounts at a time, and worlds in each, one after the other: AWS lets an account have 50 load balancers, and one with fewer answers sooner. */
const AT_ONCE = 3;
const WORLDS_A_PLACE = 10;
/** After so many minutes no new world is begun: the count says how far it came. */
const minutes = Number(process.env['SOAK_MINUTES'] ?? 360);
const tableFile = process.env['CONVERGE_TABLE'];
const drive = { why: 'soak', pollMs: 2_000, patienceMs: 1_200_000 };

/** What an undisturbed command makes, and what it calls in doing so, one call for each moment. */
interface Course {
  readonly calls: readonly string[];
  readonly seen: string;
}

/** Performs the command, its moment number `at` disturbed; where that ends it, it is given again by a new engine, which knows only the journal and the world. */
async function perform(place: Place, world: SandboxWorld, command: Command, at = -1, fault?: Fault): Promise<Course & { readonly struck: string | undefined }> {
  const { calls, note } = momentsOf();
  const failed = await attempt(place, world, command, (call) => (note(call) === 'new' && calls.length - 1 === at ? fault : undefined));
  const stillFailed = failed && (await attempt(place, world, command, () => undefined));
  return { calls, struck: calls[at], seen: stillFailed ? `failed though nothing was in its way any more: ${stillFailed}` : await witness(world, place.unleash) };
}

/** Why the command did not come to its end; `undefined` where it did. */
async function attempt(place: Place, world: SandboxWorld, command: Command, strike: (call: string) => Fault | undefined): Promise<string | undefined> {
  const rim = await startRim({ aws: place.aws, unleash: place.unleash.url, strike });
  const engine = await world.engine(rim.url);
  const dead = new AbortController();
  const performed = command.perform(engine, { ...drive, signal: dead.signal }).then(() => 'ended' as const);
  try {
    return (await Promise.race([performed, rim.crashed])) === 'ended' ? undefined : 'crashed';
  } catch (error) {
    if (error instanceof BanyanError) return error.message;
    throw error;
  } finally {
    performed.catch(() => {});
    dead.abort();
    await rim.close();
    engine.close();
  }
}

async function undisturbed(): Promise<{ readonly courses: readonly Course[]; readonly failed: readonly string[] }> {
  const place = await openPlace();
  const world = await place.open();
  const courses: Course[] = [];
  for (const command of journeyOf(world.migration)) courses.push(await perform(place, world, command));
  await world.close();
  await place.close();
  return { courses, failed: world.callers.read().failed };
}

/** One world: this moment of every command meets the fault. */
interface Job {
  readonly fault: Fault;
  readonly at: number;
}

/** In an order drawn by the seed, so that whichever part of it there is time for tells of all faults and all moments alike. */
function shuffled<T>(every: readonly T[]): T[] {
  const random = createRandom(seed);
  return every.map((each) => ({ each, by: random() })).toSorted((a, b) => a.by - b.by).map(({ each }) => each);
}

test('a whole migration, back and up again comes out the same whatever goes wrong at whichever moment of its calls to AWS, Unleash or the journal', async () => {
  const began = Date.now();
  const { courses, failed } = await undisturbed();
  expect(failed).toEqual([]);
  const tally = createTally();
  const lengths = courses.map(({ calls }) => calls.length);
  const every = FAULTS.flatMap((fault) => Array.from({ length: Math.max(...lengths) }, (_, at) => ({ fault, at })));
  const drawn = shuffled(every);
  // One that every command has.
  const jobs = short ? FAULTS.flatMap((fault) => drawn.find((each) => each.fault === fault && each.at < Math.min(...lengths)) ?? []) : drawn;
  const last = began + minutes * 60_000;
  /** The first worlds that came out otherwise, and requests that failed when the disturbed commands were over. */
  const different: string[] = [];
  let worlds = 0;
  const told = (): string =>
    [`${lengths.reduce((sum, each) => sum + each, 0)} moments in ${courses.length} commands, ${worlds} of ${every.length} worlds; ${tally.total()} faults in ${Math.round((Date.now() - began) / 1_000)} s; seed ${seed}; callers in one world of ${CALLED_EVERY}`, ...tally.lines(), ...tally.failures, ...different].join('\n');
  const disturb = async (place: Place, { fault, at }: Job): Promise<void> => {
    worlds += 1;
    const world = await place.open();
    const commands = journeyOf(world.migration);
    const lastStruck = courses.findLastIndex(({ calls }) => calls.length > at);
    for (const [n, command] of commands.slice(0, lastStruck + 1).entries()) {
      const { struck, seen } = await perform(place, world, command, at, fault);
      const isSame = seen === courses[n]?.seen;
      const asked = world.callers.read();
      if (struck !== undefined) tally.count(struck, fault, { converged: isSame, asked }, `moment ${at} of "${command.name}"`);
      if (!isSame && different.length < 3) different.push(`${fault} at moment ${at} (${struck}) of "${command.name}":\n${difference(courses[n]?.seen ?? '', seen)}`);
      // From here on everything is otherwise.
      if (!isSame) break;
    }
    // The commands after the last that has so many moments would be undisturbed. What runs in the world must still end.
    if (lastStruck < commands.length - 1) await attempt(place, world, commands.at(-1) as Command, () => undefined);
    await world.close();
    different.push(...world.callers.read().failed);
    if (tableFile) await writeFile(tableFile, told());
  };
  const work = async (): Promise<void> => {
    while (jobs.length > 0 && Date.now() < last) {
      const place = await openPlace();
      for (let n = 0; n < WORLDS_A_PLACE && jobs.length > 0 && Date.now() < last; n++) await disturb(place, jobs.shift() as Job);
      await place.close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  console.log(told());
  expect(different).toEqual([]);
  expect(tally.failures).toEqual([]);
}, 7 * 3_600_000);

/** Where the two part, with some lines around. */
function difference(expected: string, seen: string): string {
  const [a, b] = [expected.split('\n'), seen.split('\n')];
  const at = a.findIndex((line, n) => line !== b[n]);
  const around = (lines: readonly string[]): string => lines.slice(Math.max(0, at - 6), at + 10).join('\n');
  return `expected\n${around(a)}\nseen\n${around(b)}`;
}
