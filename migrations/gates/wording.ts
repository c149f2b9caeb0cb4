/** `4,210`, `2.35` */
export function formatCount(n: number): string {
  return n.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

/** A share in percent with three digits: `0.0713 %`. */
export function formatPercent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** A difference of two shares: `0.5 percentage points`. */
export function formatPoints(difference: number): string {
  return `${Number((difference * 100).toPrecision(3))} percentage points`;
}

/** `3 of 4,210 sessions (0.0713 %)` */
export function formatShare(part: number, whole: number, unit: string): string {
  return `${formatCount(part)} of ${formatCount(whole)} ${unit} (${formatPercent(part / whole)})`;
}

/** Odds from their logarithm: `7.3:1`; beyond a million and below a hundredth the exact figure tells nobody anything. */
export function formatOdds(nats: number): string {
  if (nats > Math.log(1e6)) return 'over 1,000,000:1';
  if (nats < Math.log(0.01)) return 'under 0.01:1';
  return `${formatCount(Number(Math.exp(nats).toPrecision(2)))}:1`;
}

/** The same as a number for the record: finite always. */
export function oddsOf(nats: number): number {
  return Number(Math.min(Math.exp(nats), 1e12).toPrecision(4));
}
