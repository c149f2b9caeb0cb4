import { BanyanError, type ErrorCode } from '../../domain/errors.ts';
import { formatDuration } from '../../domain/duration.ts';
import type { Migration } from '../../domain/migration.ts';
import { positionOf } from '../../domain/journal-entry.ts';
import { stopName, stopsOf, type Stop } from '../../domain/stop.ts';
import { writesOwner } from './data-owner.ts';
import type { Engine } from './engine.ts';
import { IN_FLIGHT_MS, writersInFlight } from './overtaken.ts';
import { wantsYes } from './retiring.ts';
import { tick } from './tick.ts';
import type { Tick } from './tick-result.ts';

/** How a migration is driven by ticks. */
export interface DriveOptions {
  readonly why: string;
  /** Pause between ticks while something has to come true, or a gate is held. */
  readonly pollMs: number;
  /** How long something that must come true by itself may take before it is an error. */
  readonly patienceMs: number;
  readonly onTick?: (tick: Tick) => void;
  readonly signal?: AbortSignal;
}

/** Ticks until the world is as the position desires it, or the group was taken back. */
export async function settle(engine: Engine, migration: Migration, options: DriveOptions): Promise<Tick> {
  return settleSince(engine, migration, options, Infinity);
}

async function settleSince(engine: Engine, migration: Migration, options: DriveOptions, since: number): Promise<Tick> {
  return drive(engine, migration, { until: undefined, since }, options, ({ kind }) => kind === 'settled' || kind === 'held' || kind === 'rolled-back');
}

/**
 * Ticks until the group's callers are all back on legacy; what else the position desires may still be under way. An engine that was at work when the
 * group was rolled back may have sent a write that lands last: it is looked again until that engine has said that it gave way, or can have nothing under way any more.
 */
export async function settleBack(engine: Engine, migration: Migration, options: DriveOptions): Promise<Tick> {
  const { clock, journal } = engine.ports;
  const began = clock.now();
  for (;;) {
    const last = await drive(engine, migration, { until: undefined, since: Infinity }, options, ({ kind }) => kind === 'settled' || kind === 'waiting' || kind === 'held');
    if (last.kind === 'waiting' && (await isOwnedByCandidate(engine, migration))) {
      if (clock.now() - began > options.patienceMs) throw outOfPatience(migration, last, options.patienceMs);
      await clock.sleep(options.pollMs);
      continue;
    }
    const [writer] = writersInFlight(await journal.read(migration.id), clock.now());
    if (!writer || clock.now() - began >= IN_FLIGHT_MS) return last;
    if ('stop' in last) options.onTick?.({ kind: 'waiting', stop: last.stop, left: [`${writer.who} was changing it at ${writer.at}, and what was sent may still land`] });
    await clock.sleep(options.pollMs);
  }
}

/** Callers who write are not back before legacy owns their writes, or before that is known. */
async function isOwnedByCandidate({ ports }: Engine, migration: Migration): Promise<boolean> {
  const owner = await writesOwner(ports, migration);
  return owner === 'candidate' || owner === 'unknown';
}

/** Moves by one stop and waits for it to be true. Ends with 'held' where a gate does not open, having moved nothing; with 'rolled-back' where somebody takes the group back meanwhile. */
export async function step(engine: Engine, migration: Migration, options: DriveOptions): Promise<Tick> {
  const { length: since } = await engine.ports.journal.read(migration.id);
  const last = await stepSince(engine, migration, options, since);
  if (last.kind === 'rolled-back') await settleBack(engine, migration, options);
  return last;
}

async function stepSince(engine: Engine, migration: Migration, options: DriveOptions, since: number): Promise<Tick> {
  const before = await settleSince(engine, migration, options, since);
  const moved = before.kind === 'settled' ? await tick(engine, migration, 'advance', options.why, since) : before;
  if (moved !== before) options.onTick?.(moved);
  // The world changed between the two looks: begin again with what is there now.
  if (moved.kind === 'changed' || moved.kind === 'waiting') return stepSince(engine, migration, options, since);
  const after = moved.kind === 'moved' ? await settleSince(engine, migration, options, since) : moved;
  return after.kind === 'rolled-back' ? after : moved;
}

/** Moves from stop to stop until `until`, the end, or a roll-back, its own or somebody else's; waits where a gate is held. */
export async function run(engine: Engine, migration: Migration, options: DriveOptions & { readonly until?: Stop }): Promise<Tick> {
  const until = stopName(options.until ?? stopsOf(migration).at(-1) ?? { kind: 'start' });
  const { length: since } = await engine.ports.journal.read(migration.id);
  const last = await drive(engine, migration, { until, since }, options, (each) => {
    return each.kind === 'finished' || each.kind === 'rolled-back' || wantsYes(each) || (each.kind === 'settled' && hasReached(migration, stopName(each.stop), until));
  });
  if (last.kind === 'rolled-back') await settleBack(engine, migration, options);
  return last;
}

/** What passes by itself: the next tick starts from what is there, so trying again does no harm. What was never reached is not waited for. */
export const PASSING: readonly ErrorCode[] = ['AWS_UNREACHABLE', 'AWS_THROTTLED', 'UNLEASH_UNREACHABLE', 'PROXY_UNREACHABLE', 'MOVER_UNREACHABLE'];

/** How far a drive goes, and how many entries there were when it was begun: a roll-back that comes after them ends it. */
interface Course {
  /** The position moves on as the gates open, no further than there; without it the position stays. */
  readonly until: string | undefined;
  readonly since: number;
}

/** Ticks until one of them is the end. */
async function drive(engine: Engine, migration: Migration, course: Course, options: DriveOptions, isEnd: (tick: Tick) => boolean): Promise<Tick> {
  const { clock } = engine.ports;
  let stuckSince: number | undefined;
  let reached = false;
  for (;;) {
    options.signal?.throwIfAborted();
    const result = await tryTick(engine, migration, course, options.why);
    if (result instanceof BanyanError && !reached) throw result;
    reached = true;
    const stuck = result instanceof BanyanError || result.kind === 'waiting';
    stuckSince = stuck ? (stuckSince ?? clock.now()) : undefined;
    if (!(result instanceof BanyanError)) {
      options.onTick?.(result);
      if (isEnd(result)) return result;
    }
    if (stuckSince !== undefined && clock.now() - stuckSince > options.patienceMs) throw outOfPatience(migration, result, options.patienceMs);
    if (stuck || (!(result instanceof BanyanError) && result.kind === 'held')) await clock.sleep(options.pollMs);
  }
}

async function tryTick(engine: Engine, migration: Migration, { until, since }: Course, why: string): Promise<Tick | BanyanError> {
  try {
    const arrived = until === undefined || hasReached(migration, positionOf(await engine.ports.journal.read(migration.id)), until);
    return await tick(engine, migration, arrived ? 'converge' : 'advance', why, since);
  } catch (error) {
    if (error instanceof BanyanError && PASSING.includes(error.code)) return error;
    throw error;
  }
}

/** Whether a migration that stands at `position` is at `until` or past it. */
function hasReached(migration: Migration, position: string, until: string): boolean {
  const names = stopsOf(migration).map(stopName);
  return names.indexOf(position) >= names.indexOf(until);
}

function outOfPatience(migration: Migration, last: Tick | BanyanError, patienceMs: number): BanyanError {
  if (last instanceof BanyanError) return last;
  const left = last.kind === 'waiting' ? last.left.join('; ') : last.kind;
  return new BanyanError('NOT_CONVERGED', `${migration.id} is not as desired after ${formatDuration(patienceMs)}: ${left}`);
}
