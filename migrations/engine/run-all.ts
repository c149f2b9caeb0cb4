import { formatDuration } from '../../domain/duration.ts';
import { BanyanError } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import { PASSING, settleBack, type DriveOptions } from './drive.ts';
import type { Engine } from './engine.ts';
import { glance } from './glance.ts';
import type { Ports } from './ports.ts';
import { wantsYes } from './retiring.ts';
import { surveyAll } from './survey.ts';
import { tick } from './tick.ts';
import type { Tick } from './tick-result.ts';

/** Ports for looking at many migrations together. */
export interface Together {
  /** Begins a round of looking: what was read before is read anew, or takes turns. */
  begin(): void;
  readonly ports: Ports;
}

export interface RunAllOptions extends Omit<DriveOptions, 'onTick'> {
  readonly onTick?: (migration: Migration, tick: Tick) => void;
}

/** How a migration's run ended: the last tick of it, or why it could not go on. */
export type RunEnd = Extract<Tick, { kind: 'finished' | 'rolled-back' | 'held' }> | BanyanError;

/** Migrations that are acted upon at the same time. The account's rates are kept by the clients, this keeps what is under way small. */
const AT_ONCE = 4;

/**
 * Moves many migrations at once, each as its gates open, until each of them has ended: at its last stop, rolled back, unable to go on, or held
 * because it comes after one that has ended too soon. In every round all are looked at together, and only those are acted upon where there is something to do.
 */
export async function runAll(engine: Engine, together: Together, migrations: readonly Migration[], options: RunAllOptions): Promise<ReadonlyMap<string, RunEnd>> {
  const ends = new Map<string, RunEnd>();
  const stuckSince = new Map<string, number>();
  const reached = new Set<string>();
  const since = new Map(await Promise.all(migrations.map(async ({ id }) => [id, await lengthOf(engine, id)] as const)));
  const { clock } = engine.ports;

  for (;;) {
    options.signal?.throwIfAborted();
    const active = migrations.filter(({ id }) => !ends.has(id));
    if (active.length === 0) return ends;
    const results = await roundOf(engine, together, active, { ...options, since });
    for (const [migration, result] of results) {
      if (!(result instanceof BanyanError)) options.onTick?.(migration, result);
      const end = endOf(migration, result);
      if (end) ends.set(migration.id, end);
    }
    const isAtWork = results.some(([, result]) => !(result instanceof BanyanError) && (result.kind === 'changed' || result.kind === 'moved' || result.kind === 'settled'));
    if (!isAtWork && ends.size < migrations.length) await clock.sleep(options.pollMs);
  }

  function endOf(migration: Migration, result: Tick | BanyanError): RunEnd | undefined {
    const { id } = migration;
    if (result instanceof BanyanError && !(PASSING.includes(result.code) && reached.has(id))) return result;
    reached.add(id);
    if (result instanceof BanyanError || result.kind === 'waiting') {
      const since = stuckSince.get(id) ?? clock.now();
      stuckSince.set(id, since);
      if (clock.now() - since <= options.patienceMs) return undefined;
      return result instanceof BanyanError ? result : new BanyanError('NOT_CONVERGED', `${id} is not as desired after ${formatDuration(options.patienceMs)}: ${result.left.join('; ')}`);
    }
    stuckSince.delete(id);
    if (result.kind === 'finished' || result.kind === 'rolled-back' || (result.kind === 'held' && wantsYes(result))) return result;
    const waitsInVain = result.kind === 'held' && result.verdicts.some(({ gate, evidence }) => gate === 'after' && ends.has(String(evidence['migration'])));
    return waitsInVain ? result : undefined;
  }
}

/** How many entries each journal had when it was begun: a roll-back that comes after them ends that migration's run. */
interface Course extends RunAllOptions {
  readonly since: ReadonlyMap<string, number>;
}

/** None counts as new where it cannot be read now. */
async function lengthOf(engine: Engine, id: string): Promise<number> {
  return engine.ports.journal.read(id).then(({ length }) => length, () => Infinity);
}

/** Looks at all, and acts where there is something to do. */
async function roundOf(engine: Engine, together: Together, migrations: readonly Migration[], options: Course): Promise<readonly (readonly [Migration, Tick | BanyanError])[]> {
  together.begin();
  const looking: Engine = { ...engine, ports: together.ports };
  const seen = await surveyAll(looking, migrations);
  const glances = await Promise.all(
    migrations.map(async (migration) => {
      const survey = seen.get(migration.id);
      // What could not be read together is read alone: then it is clear whose trouble it is.
      if (!survey || survey instanceof BanyanError) return 'act';
      return glance(looking, migration, survey).catch((): 'act' => 'act');
    }),
  );
  return inParallel(migrations.map((migration, n) => async () => [migration, await acted(engine, migration, glances[n] ?? 'act', options)] as const));
}

async function acted(engine: Engine, migration: Migration, seen: Tick | 'act', options: Course): Promise<Tick | BanyanError> {
  if (seen !== 'act') return seen;
  try {
    const result = await tick(engine, migration, 'advance', options.why, options.since.get(migration.id));
    if (result.kind === 'rolled-back') await settleBack(engine, migration, { ...options, onTick: (each) => options.onTick?.(migration, each) });
    return result;
  } catch (error) {
    if (error instanceof BanyanError) return error;
    throw error;
  }
}

async function inParallel<T>(jobs: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const results: T[] = [];
  const left = [...jobs.entries()];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) results[next[0]] = await next[1]();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}
