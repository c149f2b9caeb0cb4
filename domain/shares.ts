/** How the load balancer splits a route group's requests, in percent. They sum to 100. */
export interface Shares {
  readonly legacy: number;
  readonly proxy: number;
  readonly candidate: number;
}

export function sameShares(a: Shares, b: Shares): boolean {
  return a.legacy === b.legacy && a.proxy === b.proxy && a.candidate === b.candidate;
}

/** `proxy 90 · candidate 10`; parts with nothing are left out. */
export function formatShares(shares: Shares): string {
  const parts = (['legacy', 'proxy', 'candidate'] as const).filter((side) => shares[side] > 0);
  return parts.map((side) => `${side} ${shares[side]}`).join(' · ');
}
