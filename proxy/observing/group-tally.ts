import { DROP_REASONS, type DropReason, type GroupCounters, type Served } from '../../domain/counters.ts';
import type { Upstream } from '../../domain/decision.ts';
import { latencyBucket } from '../../domain/latency-histogram.ts';
import { createSessionTally } from './session-tally.ts';

/** Counts what happens to one route group's requests. */
export interface GroupTally {
  /** A side has dealt with a request. `status` is `null` where it gave no answer; `ms` are those to the first byte, or to giving up. */
  served(side: Upstream, session: string, status: number | null, ms: number): void;
  /** The caller left before there was an answer: no error of anybody's, but time that was spent. */
  abandoned(side: Upstream, ms: number): void;
  /** An answer ended before its end. */
  brokeOff(side: Upstream): void;
  fellBack(): void;
  compared(session: string, outcome: 'equal' | 'differing' | 'failed'): void;
  dropped(reason: DropReason): void;
  counters(): GroupCounters;
}

export function createGroupTally(now: () => number): GroupTally {
  const sides = { legacy: createSide(now), candidate: createSide(now) };
  const comparisons = { compared: 0, differing: 0, failed: 0 };
  const comparedSessions = createSessionTally({ now });
  const dropped = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])) as Record<DropReason, number>;
  let fallbacks = 0;

  return {
    served: (side, session, status, ms) => sides[side].served(session, status === null || status >= 500, ms),
    abandoned: (side, ms) => sides[side].abandoned(ms),
    brokeOff: (side) => sides[side].brokeOff(),
    fellBack: () => void (fallbacks += 1),
    compared(session, outcome) {
      comparisons.compared += 1;
      if (outcome !== 'equal') comparisons.differing += 1;
      if (outcome === 'failed') comparisons.failed += 1;
      comparedSessions.record(session, outcome !== 'equal');
    },
    dropped: (reason) => void (dropped[reason] += 1),
    counters() {
      const { sessions, bad } = comparedSessions.totals();
      return {
        legacy: sides.legacy.counters(),
        candidate: sides.candidate.counters(),
        fallbacks,
        comparisons: { ...comparisons, sessions, sessionDiffering: bad, dropped: { ...dropped } },
        lastLegacyAt: sides.legacy.lastAt(),
        lastCandidateAt: sides.candidate.lastAt(),
      };
    },
  };
}

function createSide(now: () => number) {
  const sessions = createSessionTally({ now });
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
      sessions.record(session, failed);
    },
    abandoned: took,
    brokeOff: () => void (errors += 1),
    lastAt: () => lastAt,
    counters(): Served {
      const { sessions: ended, bad } = sessions.totals();
      return { requests, errors, sessions: ended, sessionErrors: bad, latency: Object.fromEntries(latency) };
    },
  };
}
