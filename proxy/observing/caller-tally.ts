import type { SplitCallers } from '../../domain/counters.ts';

/** Counts how the flag's strategies split callers: each caller once in a while, however many requests he makes. */
export interface CallerTally {
  /** The strategies let this caller in, or left him out. */
  decided(caller: string, letIn: boolean): void;
  counters(): SplitCallers;
}

export interface CallerTallyOptions {
  readonly now: () => number;
  /** A caller is remembered for so long after he was counted. Default an hour. */
  readonly windowMs?: number;
  /** Callers remembered at once; beyond that the oldest is forgotten. Default 50,000. */
  readonly limit?: number;
}

interface Remembered {
  readonly until: number;
  letIn: boolean;
}

export function createCallerTally({ now, windowMs = 3_600_000, limit = 50_000 }: CallerTallyOptions): CallerTally {
  // All are remembered equally long, so the order of arrival is the order of forgetting.
  const known = new Map<string, Remembered>();
  const counted = { letIn: 0, leftOut: 0, wentBack: 0 };

  function forgetThoseOver(): void {
    const at = now();
    for (const [caller, { until }] of known) {
      if (until > at && known.size < limit) return;
      known.delete(caller);
    }
  }

  return {
    decided(caller, letIn) {
      const before = known.get(caller);
      if (before && before.until > now()) {
        // A cohort that grows takes callers in; only one that is not stable lets them out again.
        if (before.letIn && !letIn) counted.wentBack += 1;
        before.letIn = letIn;
        return;
      }
      known.delete(caller);
      forgetThoseOver();
      known.set(caller, { until: now() + windowMs, letIn });
      counted[letIn ? 'letIn' : 'leftOut'] += 1;
    },
    counters: () => ({ ...counted }),
  };
}
