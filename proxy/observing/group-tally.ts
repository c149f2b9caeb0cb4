import { DROP_REASONS, type DropReason, type GroupCounters, type Served } from '../../domain/counters.ts';
import type { DecisionReason, Upstream } from '../../domain/decision.ts';
import { latencyBucket } from '../../domain/latency-histogram.ts';
import { createCallerTally } from './caller-tally.ts';
import { createComparisonTally, type Compared } from './comparison-tally.ts';
import { createSessionTally } from './session-tally.ts';

/** Counts what happens to one route group's requests. */
export interface GroupTally {
  /** It was decided which side the caller of this session goes to, and why. */
  decided(session: string, reason: DecisionReason): void;
  /** A side has dealt with a request. `status` is `null` where it gave no answer; `ms` are those to the first byte, or to giving up. */
  served(side: Upstream, session: string, status: number | null, ms: number): void;
  /** The caller left before there was an answer: no error of anybody's, but time that was spent. */
  abandoned(side: Upstream, ms: number): void;
  /** An answer ended before its end. */
  brokeOff(side: Upstream): void;
  fellBack(): void;
  /** A side refused a request for it does not own the writes: the other was asked, or nobody could be. */
  fenced(outcome: 'passed-on' | 'refused'): void;
  compared(session: string, compared: Compared): void;
  dropped(reason: DropReason): void;
  counters(): GroupCounters;
  readonly fencedCounts: Readonly<Record<'passed-on' | 'refused', number>>;
}

export function createGroupTally(now: () => number): GroupTally {
  const sides = { legacy: createSide(now), candidate: createSide(now) };
  const comparisons = createComparisonTally(now);
  const callers = createCallerTally({ now });
  const dropped = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])) as Record<DropReason, number>;
  const fenced = { 'passed-on': 0, refused: 0 };
  let fallbacks = 0;

  return {
    decided(session, reason) {
      if (reason === 'in-cohort' || reason === 'not-in-cohort') callers.decided(session, reason === 'in-cohort');
    },
    served: (side, session, status, ms) => sides[side].served(session, status === null || status >= 500, ms),
    abandoned: (side, ms) => sides[side].abandoned(ms),
    brokeOff: (side) => sides[side].brokeOff(),
    fellBack: () => void (fallbacks += 1),
    fenced: (outcome) => void (fenced[outcome] += 1),
    fencedCounts: fenced,
    compared: (session, compared) => comparisons.record(session, compared),
    dropped: (reason) => void (dropped[reason] += 1),
    counters() {
      return {
        legacy: sides.legacy.counters(),
        candidate: sides.candidate.counters(),
        fallbacks,
        comparisons: { ...comparisons.counters(), dropped: { ...dropped } },
        callers: callers.counters(),
        lastLegacyAt: sides.legacy.lastAt(),
        lastCandidateAt: sides.candidate.lastAt(),
      };
    },
  };
}

const FAILED = ['failed'] as const;

function createSide(now: () => number) {
  const sessions = createSessionTally({ signs: ['failed'], now });
  const latency = new Map<number, number>();
  let requests = 0;
  let errors = 0;
  let lastAt: number | null = null;

  function took(ms: number): void {
    requests += 1;
    lastAt = now();
    const bucket = latencyBucket(ms);
    latency.set(bucket, (latency.get(bucket) ?? 0) + 1);
  }

  return {
    served(session: string, failed: boolean, ms: number): void {
      took(ms);
      if (failed) errors += 1;
      sessions.record(session, failed ? FAILED : []);
    },
    abandoned: took,
    brokeOff: () => void (errors += 1),
    lastAt: () => lastAt,
    counters(): Served {
      const { sessions: ended, shares } = sessions.totals();
      return { requests, errors, sessions: ended, sessionErrors: shares.failed, latency: Object.fromEntries(latency) };
    },
  };
}
