import { BanyanError } from '../../domain/errors.ts';
import type { Approval } from '../../domain/evidence.ts';
import { holdOf, lastMove, positionOf, type EntryHeader, type JournalEntry } from '../../domain/journal-entry.ts';
import { keyOfLearned } from '../../domain/learned.ts';
import { bareMark, type Mark } from '../../domain/mark.ts';
import type { Migration } from '../../domain/migration.ts';
import { desiredAt } from '../../domain/desired-state.ts';
import { findStop, type Stop } from '../../domain/stop.ts';
import { readRevisions, type Revisions } from './revisions.ts';

/** Where a migration stands, as its journal tells. */
export interface Position {
  readonly stop: Stop;
  /** Whether it has ever been moved, or anything of it been changed. */
  readonly begun: boolean;
  /** Entries so far: the number of the next one. */
  readonly length: number;
  /** From where the evidence of this stop is counted. */
  readonly mark: Mark;
  /** When the world was first seen as this stop desires it, epoch milliseconds; `undefined` where it has not been yet. */
  readonly settledAt: number | undefined;
  /** Whether it has been seen so, with the flag on, at this stop or one before it: from then on a flag that is off was switched off by somebody. */
  readonly flagWasOn: boolean;
  /** A person's leave to go on from this stop, the last one given since the migration came to it. */
  readonly approval: Approval | null;
  readonly lastVerdicts: string | undefined;
  /** What was last learned of noise at this stop, as {@link keyOfLearned} tells it. */
  readonly lastLearned: string;
  /** How it came here where it was rolled back here, with the number of that entry. */
  readonly rolledBack: (EntryHeader & { readonly from: string; readonly index: number }) | undefined;
  readonly revisions: Revisions;
  /** A person keeps it from moving forward. */
  readonly hold: EntryHeader | undefined;
}

/** @throws BanyanError JOURNAL_UNREADABLE where the journal names a stop that the migration file no longer has. */
export function readPosition(migration: Migration, entries: readonly JournalEntry[]): Position {
  const name = positionOf(entries);
  const stop = findStop(migration, name);
  if (!stop) {
    throw new BanyanError('JOURNAL_UNREADABLE', `the journal of ${migration.id} says that it stands at "${name}", and its file has no such stop`, {
      remedy: `Put the stop back into the migration file, or roll back first with the file as it was.`,
    });
  }
  const arrival = entries.findLastIndex(({ kind }) => kind === 'moved');
  // A revision that came later is another candidate: nothing that was said or counted of the one before is about it.
  const stood = entries.findLastIndex(({ kind }, index) => kind === 'stood' && index > arrival);
  const here = entries.slice(Math.max(arrival, stood) + 1);
  const renewed = entries[stood];
  const settled = renewed ?? here.find(isSettled);
  const approved = here.findLast((entry) => entry.kind === 'approved' && entry.stop === name);
  return {
    stop,
    begun: entries.some(({ kind }) => kind === 'moved' || kind === 'intent'),
    length: entries.length,
    mark: (renewed?.kind === 'stood' ? renewed.mark : lastMove(entries)?.mark) ?? bareMark(0),
    settledAt: settled && Date.parse(settled.at),
    flagWasOn: flagWasOn(migration, entries),
    approval: approved ? { at: approved.at, who: approved.who, why: approved.why } : null,
    lastVerdicts: verdictKey(here),
    lastLearned: keyOfLearned(here.findLast((entry) => entry.kind === 'verdict')?.learned),
    rolledBack: rolledBack(lastMove(entries), arrival),
    revisions: readRevisions(migration, entries),
    hold: holdOf(entries),
  };
}

function rolledBack(move: ReturnType<typeof lastMove>, index: number): Position['rolledBack'] {
  return move?.how === 'roll-back' ? { at: move.at, who: move.who, why: move.why, from: move.from, index } : undefined;
}

function isSettled(entry: JournalEntry): boolean {
  return entry.kind === 'outcome' && entry.left.length === 0;
}

function flagWasOn(migration: Migration, entries: readonly JournalEntry[]): boolean {
  const since = entries.findLastIndex((entry) => entry.kind === 'moved' && (entry.to === 'deploy' || entry.to === 'start'));
  return entries.slice(since + 1).some((entry) => {
    if (entry.kind !== 'outcome' || entry.left.length > 0) return false;
    const stop = findStop(migration, entry.stop);
    const flags = stop ? desiredAt(migration, stop).flags : 'none';
    return flags !== 'none' && flags.on;
  });
}

function verdictKey(entries: readonly JournalEntry[]): string | undefined {
  const last = entries.findLast((entry) => entry.kind === 'verdict');
  return last && keyOfVerdicts(last.verdicts);
}

/** What makes two readings of the gates the same for the journal: which gate is in which state. */
export function keyOfVerdicts(verdicts: readonly { readonly gate: string; readonly state: string }[]): string {
  return verdicts.map(({ gate, state }) => `${gate}=${state}`).join(' ');
}
