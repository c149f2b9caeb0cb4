import type { GroupCounters } from './counters.ts';

/** A point from which evidence is counted: what every proxy had counted by then. Kept in the journal, so that it outlives the engine. */
export interface Mark {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly proxies: Readonly<Record<string, GroupCounters>>;
  /** Legacy's p99 in milliseconds as known at the mark, the threshold of the latency gate; `null` where nothing was measured yet. */
  readonly slowAboveMs: number | null;
}

/** A mark at which no proxy had counted anything that is known: all that they have counted is evidence. */
export function bareMark(at: number): Mark {
  return { at, proxies: {}, slowAboveMs: null };
}
