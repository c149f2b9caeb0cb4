import { PUBLISHED_RATES } from './published-rates.ts';

/** Whether calls stay within AWS's published rates. */
export interface TokenBuckets {
  /** Takes the call's tokens. False where one is missing, and then none is taken: a refused call costs nothing. */
  take(service: string, operation: string): boolean;
}

/** Full at the start, as an account is that was left alone. */
export function createTokenBuckets(monotonic: () => number): TokenBuckets {
  const levels = new Map<string, { tokens: number; at: number }>();
  return {
    take(service, operation) {
      const now = monotonic();
      const limits = (PUBLISHED_RATES[service]?.limits ?? []).filter(({ operations }) => operations.test(operation));
      const buckets = limits.map(({ name, burst, perSecond }) => {
        const key = `${service} ${name}`;
        const { tokens, at } = levels.get(key) ?? { tokens: burst, at: now };
        const level = { tokens: Math.min(burst, tokens + ((now - at) / 1_000) * perSecond), at: now };
        levels.set(key, level);
        return level;
      });
      if (buckets.some(({ tokens }) => tokens < 1)) return false;
      for (const bucket of buckets) bucket.tokens -= 1;
      return true;
    },
  };
}
