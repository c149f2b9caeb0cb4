import type { Clock } from '../../ports/clock.ts';

/** Lets calls through at a steady rate, after a first burst. */
export interface TokenBucket {
  /** Resolves when the caller may go ahead; callers go in the order in which they asked. */
  take(): Promise<void>;
}

/** A bucket of `burst` tokens that fills with `perSecond` tokens a second. */
export function createTokenBucket({ perSecond, burst, clock }: { readonly perSecond: number; readonly burst: number; readonly clock: Clock }): TokenBucket {
  let tokens = burst;
  let filledAt = clock.now();
  return {
    async take() {
      const now = clock.now();
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond);
      filledAt = now;
      // Below zero it counts those who wait, so that each waits for a token of its own.
      tokens -= 1;
      if (tokens < 0) await clock.sleep((-tokens / perSecond) * 1000);
    },
  };
}
