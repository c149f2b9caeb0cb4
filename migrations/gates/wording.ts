const COUNT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** `4,210`, `2.35` */
export function formatCount(n: number): string {
  return COUNT.format(n);
}

/** A share in percent with three digits: `0.0713 %`. */
export function formatPercent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** An upper bound in percent with two digits, never rounded down: `0.31 %`. */
export function formatCeiling(share: number): string {
  return `${ceiling(share * 100)} %`;
}

/** The same of a difference of two shares: `0.31 percentage points`. */
export function formatCeilingPoints(difference: number): string {
  return `${ceiling(difference * 100)} percentage points`;
}

function ceiling(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / unit - 1e-9) * unit).toPrecision(2));
}

/** An upper bound, and what it is worth: `at most 0.31 % (sure at 95 % at all times)`. */
export function formatBound(ceiling: string, confidence: number): string {
  return `at most ${ceiling} (sure at ${formatPercent(confidence)} at all times)`;
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
