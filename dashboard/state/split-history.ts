import { NOTHING, type Split, type SplitAt } from './split.ts';

/** What was counted since a mark, looked at again and again: the mark changes with every stop. */
export interface SplitReading extends SplitAt {
  /** Epoch milliseconds of the mark. */
  readonly since: number;
  /** Until when the load balancer has told what it sent straight to the candidate, epoch milliseconds. */
  readonly publishedUntil: number;
  /** Whether the stop has it send anything there. */
  readonly sendsDirect: boolean;
}

/** Readings in one row, each with everything counted until then, whatever mark it was counted from. */
export interface SplitHistory {
  readonly since: number;
  /** Counted from the marks before. */
  readonly base: Split;
  readonly totals: readonly SplitReading[];
}

export const NO_HISTORY: SplitHistory = { since: 0, base: NOTHING, totals: [] };

/** The history with one more reading; the oldest beyond `most` go. A count that seems to fall has not grown. */
export function withReading(history: SplitHistory, now: SplitReading, most: number): SplitHistory {
  const last = history.totals.at(-1);
  const base = now.since === history.since ? history.base : (last ?? NOTHING);
  const grown = (way: keyof Split) => Math.max(last?.[way] ?? 0, base[way] + now[way]);
  const total = { ...now, legacy: grown('legacy'), cohort: grown('cohort'), direct: grown('direct') };
  return { since: now.since, base, totals: [...history.totals, total].slice(-most) };
}

/** Requests within the `windowMs` before each reading, {@link NOTHING} where that is not known; a reading with less than that before it has none. */
export function splitsWithin({ totals }: SplitHistory, windowMs: number): readonly SplitAt[] {
  return totals.flatMap((total) => {
    const before = totals.findLast(({ at }) => at <= total.at - windowMs);
    return before ? [{ at: total.at, ...splitBetween(before, total) }] : [];
  });
}

function splitBetween(before: SplitReading, total: SplitReading): Split {
  const direct = directBetween(before, total);
  return direct === 'unknown' ? NOTHING : { legacy: total.legacy - before.legacy, cohort: total.cohort - before.cohort, direct };
}

/**
 * The proxies tell at once what they have answered, the load balancer late, in whole periods, and from each mark anew: what it sent around one is never told. What it did
 * tell is taken for as long a time as the proxies' counts are of, for else its callers would seem to be elsewhere after every move.
 */
function directBetween(before: SplitReading, total: SplitReading): number | 'unknown' {
  if (!before.sendsDirect && !total.sendsDirect) return total.direct - before.direct;
  const published = total.publishedUntil - before.publishedUntil;
  if (before.since !== total.since || published <= 0) return 'unknown';
  return Math.round(((total.direct - before.direct) * (total.at - before.at)) / published);
}
