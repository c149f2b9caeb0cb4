import { NOTHING, type Split, type SplitAt } from './split.ts';

/** What was counted since a mark, looked at again and again: the mark changes with every stop. */
export interface SplitReading extends SplitAt {
  /** Epoch milliseconds of the mark. */
  readonly since: number;
}

/** Readings in one row, each with everything counted until then, whatever mark it was counted from. */
export interface SplitHistory {
  readonly since: number;
  /** Counted from the marks before. */
  readonly base: Split;
  readonly totals: readonly SplitAt[];
}

export const NO_HISTORY: SplitHistory = { since: 0, base: NOTHING, totals: [] };

/** The history with one more reading; the oldest beyond `most` go. A count that seems to fall has not grown. */
export function withReading(history: SplitHistory, { since, ...now }: SplitReading, most: number): SplitHistory {
  const last = history.totals.at(-1);
  const base = since === history.since ? history.base : (last ?? NOTHING);
  const grown = (way: keyof Split) => Math.max(last?.[way] ?? 0, base[way] + now[way]);
  const total = { at: now.at, legacy: grown('legacy'), cohort: grown('cohort'), direct: grown('direct') };
  return { since, base, totals: [...history.totals, total].slice(-most) };
}

/** Requests within the `windowMs` before each reading; a reading with less than that before it has none. */
export function splitsWithin({ totals }: SplitHistory, windowMs: number): readonly SplitAt[] {
  return totals.flatMap((total) => {
    const before = totals.findLast(({ at }) => at <= total.at - windowMs);
    return before ? [{ at: total.at, legacy: total.legacy - before.legacy, cohort: total.cohort - before.cohort, direct: total.direct - before.direct }] : [];
  });
}
