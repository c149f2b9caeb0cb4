import type { Pause } from './data-movement.ts';
import type { DifferencesByProxy } from './difference.ts';
import type { GateVerdict } from './gate.ts';
import type { Learned } from './learned.ts';
import type { Mark } from './mark.ts';
import type { RollBackTimes } from './roll-back-times.ts';

/** One immutable line of a migration's record. {@link ENTRY_KINDS} says what each kind tells. */
export type JournalEntry = EntryHeader &
  (
    | Moved
    | { readonly kind: 'intent'; readonly stop: string; readonly changes: readonly string[] }
    | { readonly kind: 'outcome'; readonly stop: string; readonly left: readonly string[]; readonly of?: number; readonly pause?: Pause }
    | { readonly kind: 'verdict'; readonly stop: string; readonly verdicts: readonly GateVerdict[]; readonly differences?: DifferencesByProxy; readonly learned?: Learned }
    | { readonly kind: 'stood'; readonly stop: string; readonly revision: StoodRevision; readonly mark: Mark }
    | { readonly kind: 'fell'; readonly stop: string; readonly fingerprint: string; readonly image: string }
    | { readonly kind: 'vacated'; readonly stop: string; readonly deployment: string }
    | { readonly kind: 'approved' | 'held' | 'resumed'; readonly stop: string }
    | ({ readonly kind: 'timed'; readonly stop: string } & RollBackTimes)
  );

/** What each kind of entry tells. docs/journal.md is written from it. */
export const ENTRY_KINDS: Readonly<Record<JournalEntry['kind'], string>> = {
  moved: 'The position changed, `how` being `advance` or `roll-back`: the only entry that moves a migration. The evidence of the new stop is counted from `mark`.',
  intent: 'What the engine is about to change. Nothing is believed done because it stands here.',
  outcome: 'What was seen after the changes: `left` is what still differs. `of` is the number of the intent that it ends: nothing of that is under way any more. `pause` is how long writers waited, where the ownership of writes changed.',
  verdict: 'What the gates said and what was learned of noise, written when either changes.',
  stood: 'A revision of the candidate was first seen healthy, with everything as the stop desires it. Evidence is counted from here.',
  fell: 'A revision of the candidate did not come up.',
  approved: 'A person lets the migration leave the stop, for all that its approval gate asks.',
  held: 'A person keeps the migration from moving forward.',
  resumed: 'A person lets it move forward again.',
  vacated: 'After a roll-back from a weight: the load balancer sends nobody to the candidate any more. What was opened straight to the tasks of that deployment may still be open, so they are [renewed](rolling-back.md#what-is-under-way).',
  timed: 'When the levers of the roll-back before had worked, in milliseconds, and when the candidate saw its last request.',
};

export interface Moved {
  readonly kind: 'moved';
  readonly how: 'advance' | 'roll-back';
  readonly from: string;
  readonly to: string;
  readonly verdicts: readonly GateVerdict[];
  readonly mark: Mark;
  /** How answers differed as the gates were asked; absent where none had been compared. */
  readonly differences?: DifferencesByProxy;
  /** What had been learned of noise; absent where nothing had. */
  readonly learned?: Learned;
}

/** A revision that a failed one is given up for. */
export interface StoodRevision {
  /** As the container service names it. */
  readonly revision: string;
  /** Of the specification it was made from. */
  readonly fingerprint: string;
  readonly image: string;
  /** Path of its health check. */
  readonly health: string;
}

export interface EntryHeader {
  /** ISO 8601. */
  readonly at: string;
  readonly who: string;
  readonly why: string;
}

/** The name of the stop where the migration stands: the last one it moved to. */
export function positionOf(entries: readonly JournalEntry[]): string {
  return lastMove(entries)?.to ?? 'start';
}

export function lastMove(entries: readonly JournalEntry[]): (EntryHeader & Moved) | undefined {
  return entries.findLast((entry): entry is EntryHeader & Moved => entry.kind === 'moved');
}

/** The hold that is on the migration: a person's, until a person takes it away, wherever it is moved to meanwhile. */
export function holdOf(entries: readonly JournalEntry[]): EntryHeader | undefined {
  const last = entries.findLast(({ kind }) => kind === 'held' || kind === 'resumed');
  return last?.kind === 'held' ? { at: last.at, who: last.who, why: last.why } : undefined;
}

/** Who wrote an entry, when, what and why, in one line. */
export function describeEntry(entry: JournalEntry): string {
  const deed = entry.kind === 'moved' ? `${entry.how === 'roll-back' ? 'rolled back' : 'moved'} from ${entry.from} to ${entry.to}` : `${entry.kind} at ${entry.stop}`;
  return `${entry.who} wrote it at ${entry.at} (${deed}: ${entry.why})`;
}
