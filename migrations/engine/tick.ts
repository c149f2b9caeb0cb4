import { BanyanError, messageOf } from '../../domain/errors.ts';
import type { Pause } from '../../domain/data-movement.ts';
import { describeEnd } from '../../domain/describe-data.ts';
import type { Differences, DifferencesByProxy } from '../../domain/difference.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import { keyOfLearned, learnedFrom, type Learned } from '../../domain/learned.ts';
import { bareMark } from '../../domain/mark.ts';
import type { Migration } from '../../domain/migration.ts';
import { findStop, nextStop, stopName } from '../../domain/stop.ts';
import { applyChange } from './apply.ts';
import { describeChange, type Change } from './change.ts';
import type { Engine } from './engine.ts';
import { observe, type Observed } from './observe.ts';
import { keptDifferences, newDifferences } from './known-differences.ts';
import { movedSince, overtaken } from './overtaken.ts';
import { keyOfVerdicts } from './position.ts';
import { isConflict, isNote, record, recordNext } from './record.ts';
import { isVacated, recordVacated } from './record-vacated.ts';
import { giveUpRevision, hasFailed, recordRevision } from './record-revision.ts';
import type { Tick } from './tick-result.ts';
import { flagSwitchedOff, planFor, readGates, survey, type Survey } from './survey.ts';

/** What is told besides a verdict: how answers differed (for the journal by proxy), and what was learned of legacy's noise. */
interface Told<D> {
  readonly differences?: D;
  readonly learned?: Learned;
}

/** How often others may write at the same moment without moving the migration, before it is left to them. */
const ATTEMPTS = 5;

/**
 * Reads position and world, and makes at most one kind of move: changes the world where it differs from the position, or
 * else moves the position by one stop, holds, or rolls back, as the gates say. With `mode` 'converge' the position stays.
 * A crash anywhere leaves a world that the next tick converges. Where an entry from number `since` on is somebody's roll-back, that is said, and nothing done.
 * @throws BanyanError JOURNAL_CONFLICT where somebody else moved the migration meanwhile; the world has then been looked at once more
 */
export async function tick(engine: Engine, migration: Migration, mode: 'converge' | 'advance', why: string, since = Infinity): Promise<Tick> {
  for (let attempt = 1; ; attempt++) {
    const seen = await survey(engine, migration);
    try {
      return await act(engine, migration, seen, mode, why, since);
    } catch (error) {
      if (!isConflict(error)) throw error;
      const entries = await engine.ports.journal.read(migration.id);
      if (movedSince(entries, seen.position.length)) throw overtaken(migration, entries, error);
      if (attempt >= ATTEMPTS) throw error;
    }
  }
}

async function act(engine: Engine, migration: Migration, seen: Survey, mode: 'converge' | 'advance', why: string, since: number): Promise<Tick> {
  const { stop, settledAt, rolledBack } = seen.position;
  if (rolledBack && rolledBack.index >= since) {
    return { kind: 'rolled-back', from: findStop(migration, rolledBack.from) ?? { kind: 'start' }, because: `${rolledBack.who} rolled it back at ${rolledBack.at}: ${rolledBack.why}` };
  }
  if (flagSwitchedOff(migration, seen)) return moveBack(engine, migration, seen, [], `the flag of ${migration.group.name} is off`);
  if (isVacated(migration, seen)) return recordVacated(engine, migration, seen, why);
  if (hasFailed(migration, seen)) return giveUpRevision(engine, migration, seen, why);
  if (seen.plan.length > 0) return converge(engine, migration, seen, why);
  if (settledAt === undefined) await record(engine, migration, seen.position.length, why, { kind: 'outcome', stop: stopName(stop), left: [] });
  const renewed = await recordRevision(engine, migration, seen, why);
  if (mode === 'converge' || settledAt === undefined || renewed) return { kind: 'settled', stop };
  return advance(engine, migration, seen, why);
}

async function converge(engine: Engine, migration: Migration, { position, plan, drift }: Survey, why: string): Promise<Tick> {
  const { stop, length: intent } = position;
  const isDrift = drift.length > 0;
  const words = plan.map(describeChange);
  const until = plan.findIndex(({ kind }) => kind === 'await');
  const doable = until < 0 ? plan : plan.slice(0, until);
  if (doable.length === 0) return { kind: 'waiting', stop, left: words };
  // Nobody's wish keeps callers on a candidate that they were taken back from.
  if (isDrift && engine.drift === 'hold' && !position.rolledBack) return { kind: 'held', stop, because: `the world changed though nobody moved: ${drift.join('; ')}`, verdicts: [] };
  const reason = isDrift ? `${why}; the world changed though nobody moved: ${drift.join('; ')}` : why;
  await record(engine, migration, intent, reason, { kind: 'intent', stop: stopName(stop), changes: doable.map(describeChange) });
  try {
    for (const change of doable) {
      await refuseIfOvertaken(engine, migration, intent + 1);
      await applyChange(engine.ports, migration, change);
      engine.onChange?.(change, engine.ports.clock.now());
    }
    const after = await observe(engine.ports, migration);
    const left = planFor(engine, migration, stop, after, position.revisions).map(describeChange);
    await recordNext(engine, migration, intent + 1, reason, { kind: 'outcome', stop: stopName(stop), left, of: intent, ...pauseOf(doable, after) });
    return { kind: 'changed', stop, drift, changes: doable.map(describeChange), left };
  } catch (error) {
    const entries = await engine.ports.journal.read(migration.id).catch(() => []);
    if (!movedSince(entries, intent)) throw error;
    await giveWay(engine, migration, intent, why).catch((failure: unknown) => {
      throw new BanyanError('JOURNAL_CONFLICT', `${overtaken(migration, entries).message}. Whether it landed after that could not be seen: ${messageOf(failure)}`, { cause: failure });
    });
    throw overtaken(migration, entries, error);
  }
}

/** How long writers waited, where these changes gave the writes to another owner. */
function pauseOf(changes: readonly Change[], { data }: Observed): { readonly pause?: Pause } {
  const handedOver = changes.some(({ kind }) => kind === 'cut-over' || kind === 'return-writes');
  return handedOver && data !== 'absent' && data.lastPause ? { pause: data.lastPause } : {};
}

/**
 * The position was set by somebody else while this engine changed the world, and what it had sent may have landed last. So the world is brought to
 * where the position is now, and then it is written down that nothing of the intent is under way any more: whoever rolled back waits for that.
 */
async function giveWay(engine: Engine, migration: Migration, intent: number, why: string): Promise<void> {
  let seen = await survey(engine, migration);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const result = await act(engine, migration, seen, 'converge', `${why}; after somebody else had moved it`, Infinity).catch((error: unknown) => {
      // Whoever moved it is at work on the same.
      if (isConflict(error)) return { kind: 'changed' as const };
      throw error;
    });
    seen = await survey(engine, migration);
    if (result.kind !== 'changed') break;
  }
  const { position, plan } = seen;
  await recordNext(engine, migration, position.length, why, { kind: 'outcome', stop: stopName(position.stop), left: plan.map(describeChange), of: intent });
}

async function advance(engine: Engine, migration: Migration, seen: Survey, why: string): Promise<Tick> {
  const { stop, length, lastVerdicts, lastLearned } = seen.position;
  const next = nextStop(migration, stop);
  if (!next) return { kind: 'finished', stop };
  const { verdicts, evidence } = await readGates(engine, migration, seen);
  const learned = evidence && learnedFrom(evidence.noise);
  const kept = { ...keptDifferences(evidence), ...(learned && { learned }) };
  const told = { ...newDifferences(evidence), ...(learned && { learned }) };
  const failed = verdicts.filter(({ state }) => state === 'failed');
  if (failed.length > 0) return moveBack(engine, migration, seen, verdicts, failed.map(inWords).join('; '), kept, told);
  const held = verdicts.filter(({ state }) => state === 'held');
  if (held.length > 0) {
    if (keyOfVerdicts(verdicts) !== lastVerdicts || keyOfLearned(learned) !== lastLearned) await record(engine, migration, length, why, { kind: 'verdict', stop: stopName(stop), verdicts, ...kept });
    return { kind: 'held', stop, because: held.map(inWords).join('; '), verdicts, ...told };
  }
  // Before the proxy takes the group's traffic there is nothing to count, and perhaps no proxy that knows the group.
  const mark = next.kind === 'deploy' ? bareMark(engine.ports.clock.now()) : await engine.ports.stats.mark(migration.group.name);
  await record(engine, migration, length, why, { kind: 'moved', how: 'advance', from: stopName(stop), to: stopName(next), verdicts, mark, ...kept });
  return { kind: 'moved', from: stop, to: next, verdicts, ...told };
}

async function moveBack(engine: Engine, migration: Migration, { position, observed }: Survey, verdicts: readonly GateVerdict[], because: string, kept: Told<DifferencesByProxy> = {}, told: Told<Differences> = {}): Promise<Tick> {
  if (observed.data !== 'absent' && observed.data.flow === 'ended') return { kind: 'held', stop: position.stop, because: `${because}; it is not rolled back, for the writes since would be lost: ${describeEnd(observed.data)}`, verdicts, ...told };
  const mark = bareMark(engine.ports.clock.now());
  await record(engine, migration, position.length, because, { kind: 'moved', how: 'roll-back', from: stopName(position.stop), to: 'deploy', verdicts, mark, ...kept });
  return { kind: 'rolled-back', from: position.stop, because, ...told };
}

/** A change that was planned for a position must not land after somebody moved it, nor while another engine is at it. */
async function refuseIfOvertaken(engine: Engine, migration: Migration, length: number): Promise<void> {
  const entries = await engine.ports.journal.read(migration.id);
  if (!entries.slice(length).every(isNote)) throw overtaken(migration, entries);
}

export function inWords({ gate, because }: GateVerdict): string {
  return `${gate}: ${because}`;
}
