import type { GroupCounters } from '../../domain/counters.ts';
import type { JournalEntry, Moved, EntryHeader } from '../../domain/journal-entry.ts';
import { bareMark } from '../../domain/mark.ts';
import type { Migration } from '../../domain/migration.ts';
import { countersSince } from '../../migrations/adapters/proxy-reports.ts';
import { journalLines, type JournalLine } from '../state/journal-lines.ts';
import { rollBacksIn, type RollBack } from '../state/roll-backs.ts';
import { askedHistory, type AskedSplit } from '../state/split.ts';

/** What became of a migration, from its journal alone. All times are epoch milliseconds. */
export interface Story {
  readonly asked: readonly AskedSplit[];
  readonly moves: readonly Move[];
  /** What people said: approvals, holds, resumptions; and who took it back. */
  readonly said: readonly JournalLine[];
  readonly rollBacks: readonly RollBack[];
  /** What the world did though nobody moved, when that was put right. */
  readonly drift: readonly { readonly at: number; readonly what: string }[];
  /** Everything. */
  readonly journal: readonly JournalLine[];
}

/** One move, with what spoke for it. */
export interface Move extends JournalLine {
  readonly from: string;
  readonly to: string;
  /** What the proxies had answered at the stop that it left; `null` where that is not written down. */
  readonly answered: Pick<GroupCounters, 'legacy' | 'candidate' | 'fallbacks'> | null;
}

/** As `converge` writes it into an intent's reason. */
const DRIFTED = '; the world changed though nobody moved: ';

/** Pure. */
export function storyOf(migration: Migration, entries: readonly JournalEntry[]): Story {
  const journal = journalLines(entries);
  const moves = entries.flatMap((entry, n): readonly (EntryHeader & Moved & { readonly line: JournalLine | undefined })[] => (entry.kind === 'moved' ? [{ ...entry, line: journal[n] }] : []));
  return {
    asked: askedHistory(migration, entries),
    moves: moves.flatMap(({ line, from, to, mark, how }, n) => (line ? [{ ...line, from, to, answered: how === 'advance' ? answeredBetween(moves[n - 1]?.mark ?? bareMark(0), mark) : null }] : [])),
    said: journal.filter(({ kind }) => ['approved', 'held', 'resumed', 'rolled-back'].includes(kind)),
    rollBacks: rollBacksIn(entries),
    drift: entries.flatMap((entry) => {
      const what = entry.kind === 'intent' ? entry.why.split(DRIFTED)[1] : undefined;
      return what === undefined ? [] : [{ at: Date.parse(entry.at), what }];
    }),
    journal,
  };
}

/** Counted by the proxies that both marks know, and by those that began in between. */
function answeredBetween(before: Moved['mark'], after: Moved['mark']): Move['answered'] {
  if (Object.keys(after.proxies).length === 0) return null;
  const { legacy, candidate, fallbacks } = countersSince(after.proxies, before);
  return { legacy, candidate, fallbacks };
}
