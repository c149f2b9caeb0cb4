import type { LatencyHistogram } from './latency-histogram.ts';

/** What one side has answered. Cumulative since the proxy started; merges by addition. */
export interface Served {
  readonly requests: number;
  /** Answers with status 5xx, and requests that got none. */
  readonly errors: number;
  /** Sessions seen to their end (a caller's requests within a few seconds), and the sum over them of their share of errors. One session is one bet of a gate, however many requests it made. */
  readonly sessions: number;
  readonly sessionErrors: number;
  readonly latency: LatencyHistogram;
}

/** Shadowed requests and what came of them. Cumulative since the proxy started; merges by addition. */
export interface Comparisons {
  /** Requests whose two answers were compared; a shadow that failed or timed out is one of them. */
  readonly compared: number;
  /** Of those, answers that differ. */
  readonly differing: number;
  /** Of those, shadows that gave no answer in time. They count as differing. */
  readonly failed: number;
  /** Sessions seen to their end, and the sum over them of their share of differing answers. */
  readonly sessions: number;
  readonly sessionDiffering: number;
  /** The same sum for their shares of requests that failed. */
  readonly sessionFailures: PairedFailures;
  /** What of the sessions ended lately, by block of time: number of {@link RECENT_BLOCK_MS} since the epoch → what ended in it. Bounded; the oldest go first. */
  readonly recent: Readonly<Record<string, RecentSessions>>;
  /** Copies that were wanted and not made, or not compared, by reason. */
  readonly dropped: Readonly<Record<DropReason, number>>;
}

/** Requests that failed (5xx, or no answer) on one side only, or on both. Their copies have both outcomes: what fails on both sides is nobody's fault. */
export interface PairedFailures {
  readonly legacyOnly: number;
  readonly candidateOnly: number;
  readonly both: number;
}

/** Sessions that ended in one block of time, with the sums of their shares. */
export interface RecentSessions {
  readonly sessions: number;
  readonly differing: number;
  readonly legacyOnly: number;
  readonly candidateOnly: number;
}

/** Callers whom the flag's strategies let in or left out, each counted once in a while; an anonymous or a tester's request is none. Cumulative; merges by addition. */
export interface SplitCallers {
  readonly letIn: number;
  readonly leftOut: number;
  /** Of those let in, callers who were left out a moment later: a stable set of callers has none, however much it grows. */
  readonly wentBack: number;
}

/** Half an hour: how finely a proxy tells when sessions ended. */
export const RECENT_BLOCK_MS = 1_800_000;

export type DropReason =
  /** As many shadows under way as allowed. */
  | 'busy'
  /** No bytes left in the budget. */
  | 'memory'
  /** The request's or an answer's body is larger than is kept. */
  | 'too-large'
  /** The method changes things and the migration does not say how to copy it. */
  | 'unsafe-method'
  /** It is one of those that must not be sent a second time, whatever the migration says. */
  | 'denied'
  /** The candidate has not shown that it takes copies of requests that change things for what they are. */
  | 'unsupported'
  /** Legacy did not accept the change that the candidate was to repeat. */
  | 'not-accepted'
  /** Legacy's answer, or the request, has no such ids as the candidate was to take over. */
  | 'ids-missing'
  /** The request cannot be put into the candidate's words. */
  | 'untranslatable'
  /** The caller has just changed something that the candidate may not have heard of yet. */
  | 'settling'
  /** Legacy said that the caller's copy is still good: there is no answer in that to compare. */
  | 'not-modified'
  /** The candidate failed so often that shadowing rests. */
  | 'breaker-open'
  /** The caller went away, or legacy's answer broke off, before there was anything to compare. */
  | 'aborted'
  /** The candidate cannot be found. */
  | 'candidate-unknown'
  /** Legacy did not say in time whose session it is, and the candidate has to know. */
  | 'session-unknown';

export const DROP_REASONS: readonly DropReason[] = ['busy', 'memory', 'too-large', 'unsafe-method', 'denied', 'unsupported', 'not-accepted', 'ids-missing', 'untranslatable', 'settling', 'not-modified', 'breaker-open', 'aborted', 'candidate-unknown', 'session-unknown'];

/** Everything one proxy has counted for one group. */
export interface GroupCounters {
  readonly legacy: Served;
  readonly candidate: Served;
  /** Requests that the candidate failed and legacy answered. They are in `legacy.requests` and in `candidate.errors`. */
  readonly fallbacks: number;
  readonly comparisons: Comparisons;
  readonly callers: SplitCallers;
  /** When a request of the group was last answered by each side, epoch milliseconds; `null` if never. */
  readonly lastLegacyAt: number | null;
  readonly lastCandidateAt: number | null;
}

export const NOTHING_SERVED: Served = { requests: 0, errors: 0, sessions: 0, sessionErrors: 0, latency: {} };
const NOTHING_DROPPED = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])) as Record<DropReason, number>;
export const NOTHING_COMPARED: Comparisons = {
  compared: 0,
  differing: 0,
  failed: 0,
  sessions: 0,
  sessionDiffering: 0,
  sessionFailures: { legacyOnly: 0, candidateOnly: 0, both: 0 },
  recent: {},
  dropped: NOTHING_DROPPED,
};
export const NO_CALLERS: SplitCallers = { letIn: 0, leftOut: 0, wentBack: 0 };
export const NOTHING_COUNTED: GroupCounters = {
  legacy: NOTHING_SERVED,
  candidate: NOTHING_SERVED,
  fallbacks: 0,
  comparisons: NOTHING_COMPARED,
  callers: NO_CALLERS,
  lastLegacyAt: null,
  lastCandidateAt: null,
};

type Numbers = { readonly [key: string]: number | Numbers };

/** Adds `sign` × b to a, member by member: sums the counters of two proxies (+1), or takes an earlier reading off a later one (−1). */
export function combineCounters<T extends Served | Comparisons | SplitCallers>(a: T, b: T, sign: 1 | -1): T {
  return combineNumbers(a as unknown as Numbers, b as unknown as Numbers, sign) as unknown as T;
}

function combineNumbers(a: Numbers, b: Numbers, sign: 1 | -1): Numbers {
  const sum: Record<string, number | Numbers> = {};
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [left, right] = [a[key], b[key]];
    if (typeof left === 'object' || typeof right === 'object') sum[key] = combineNumbers((left as Numbers) ?? {}, (right as Numbers) ?? {}, sign);
    else sum[key] = (left ?? 0) + sign * (right ?? 0);
  }
  return sum;
}

/** What several proxies have counted for one group, together. */
export function sumGroupCounters(parts: readonly GroupCounters[]): GroupCounters {
  return parts.reduce<GroupCounters>(
    (sum, each) => ({
      legacy: combineCounters(sum.legacy, each.legacy, 1),
      candidate: combineCounters(sum.candidate, each.candidate, 1),
      fallbacks: sum.fallbacks + each.fallbacks,
      comparisons: combineCounters(sum.comparisons, each.comparisons, 1),
      callers: combineCounters(sum.callers, each.callers, 1),
      lastLegacyAt: latest(sum.lastLegacyAt, each.lastLegacyAt),
      lastCandidateAt: latest(sum.lastCandidateAt, each.lastCandidateAt),
    }),
    NOTHING_COUNTED,
  );
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
