import { BanyanError } from '../../domain/errors.ts';
import { lastMove, type JournalEntry } from '../../domain/journal-entry.ts';
import type { Migration } from '../../domain/migration.ts';

/** How long after it was written down a change may still land whose engine has said nothing since: its connections time out sooner. */
export const IN_FLIGHT_MS = 30_000;

/** Whether the position was set by one of the entries from number `since` on. */
export function movedSince(entries: readonly JournalEntry[], since: number): boolean {
  return entries.slice(since).some(({ kind }) => kind === 'moved');
}

/** What an engine is told whose migration was moved while it was at work: by whom, when, where to and why. */
export function overtaken({ id }: Migration, entries: readonly JournalEntry[], cause?: unknown): BanyanError {
  const move = lastMove(entries);
  const deed = move ? `was ${move.how === 'roll-back' ? 'rolled back' : 'moved'} from ${move.from} to ${move.to} by ${move.who} at ${move.at} (${move.why})` : 'was changed by somebody else';
  return new BanyanError('JOURNAL_CONFLICT', `${id} ${deed} while this command was at work; what was not done yet is left undone`, { cause });
}

/** An engine that was changing the world when the position was set, and has not said since what came of it. */
export interface Writer {
  readonly who: string;
  /** When it began, ISO 8601, by its own clock. */
  readonly at: string;
}

/**
 * Who may still have a write under way that was meant for an earlier position: every intent before the last move that no outcome names and that is not
 * too old. Pure. `now` in epoch milliseconds; clocks that differ make it longer or shorter by as much.
 */
export function writersInFlight(entries: readonly JournalEntry[], now: number): readonly Writer[] {
  const move = entries.findLastIndex(({ kind }) => kind === 'moved');
  const ended = new Set(entries.map((entry) => (entry.kind === 'outcome' ? entry.of : undefined)));
  return entries.slice(0, Math.max(0, move)).flatMap((entry, index) => {
    const isOpen = entry.kind === 'intent' && !ended.has(index) && now - Date.parse(entry.at) < IN_FLIGHT_MS;
    return isOpen ? [{ who: entry.who, at: entry.at }] : [];
  });
}
