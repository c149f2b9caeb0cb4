import type { Evidence } from '../../domain/evidence.ts';

/** Why the proxies' counters are incomplete, or `undefined` if every proxy has answered. */
export function missingProxies({ proxies: { answered, expected } }: Evidence): string | undefined {
  if (expected === 0) return 'no proxy is running';
  return answered >= expected && expected > 0 ? undefined : `only ${answered} of ${expected} proxies answered`;
}
