import type { GateVerdict } from './gate.ts';
import type { Mark } from './mark.ts';

/** One immutable line of a migration's record. */
export type JournalEntry = EntryHeader &
  (
    | Moved
    /** What the engine is about to change. Nothing is believed done because it stands here. */
    | { readonly kind: 'intent'; readonly stop: string; readonly changes: readonly string[] }
    /** What was seen after the changes: `left` is what still differs. */
    | { readonly kind: 'outcome'; readonly stop: string; readonly left: readonly string[] }
    /** What the gates said, written when their states change. */
    | { readonly kind: 'verdict'; readonly stop: string; readonly verdicts: readonly GateVerdict[] }
    /** A person lets the migration leave the stop, for all that its approval gate asks. */
    | { readonly kind: 'approved'; readonly stop: string }
  );

/** The position changed: the only entry that moves a migration. */
export interface Moved {
  readonly kind: 'moved';
  readonly how: 'advance' | 'roll-back';
  readonly from: string;
  readonly to: string;
  readonly verdicts: readonly GateVerdict[];
  /** From where the evidence of the new stop is counted. */
  readonly mark: Mark;
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
