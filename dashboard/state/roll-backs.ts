import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { RollBackTimes } from '../../domain/roll-back-times.ts';

/** One time that a group was taken back to legacy. */
export interface RollBack {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly who: string;
  readonly why: string;
  readonly from: string;
  readonly times: RollBackTimes | null;
  /** Milliseconds until the world was seen as it is then desired, which is the latest that all levers had worked; `null`: not yet, or it went on before. */
  readonly settledMs: number | null;
}

/** Every roll-back from a stop at which there was something to take back, as the journal has them, in order. */
export function rollBacksIn(entries: readonly JournalEntry[]): readonly RollBack[] {
  return entries.flatMap((entry, index): readonly RollBack[] => {
    if (entry.kind !== 'moved' || entry.how !== 'roll-back' || entry.from === entry.to) return [];
    const at = Date.parse(entry.at);
    const later = entries.slice(index + 1);
    const until = later.findIndex((each) => each.kind === 'moved' && each.how === 'advance');
    const after = until < 0 ? later : later.slice(0, until);
    const timed = after.findLast((each) => each.kind === 'timed');
    const settled = after.find((each) => each.kind === 'outcome' && each.left.length === 0);
    return [{ at, who: entry.who, why: entry.why, from: entry.from, times: timed ? timesOf(timed) : null, settledMs: settled ? Math.max(0, Date.parse(settled.at) - at) : null }];
  });
}

function timesOf({ overrideMs, flagMs, ruleMs, lastRequestMs, lastRequest }: RollBackTimes): RollBackTimes {
  return { overrideMs, flagMs, ruleMs, lastRequestMs, lastRequest };
}
