import { logSumExp } from './log-sum-exp.ts';

/**
 * Two outcomes of each request: legacy's and that of its copy. `candidateOnly` and `legacyOnly` are the sums over `n` sessions of their shares of
 * requests that failed on that side only; what failed on both, or neither, says nothing about their difference.
 */
export interface PairedTally {
  readonly n: number;
  readonly candidateOnly: number;
  readonly legacyOnly: number;
}

/**
 * Stakes and their weights. What a session's difference D = candidateOnly − legacyOnly ∈ [−1, 1] multiplies the capital by is 1 + λ(δ − D), a bet on
 * "D is below δ on average" (Waudby-Smith, Ramdas, JRSS-B 86(1), 2024); λ = stake / (1 − δ) is as high as ruin allows at stake 1. Most weight is on
 * high stakes, which are right where few requests fail on one side only, as they do when both sides run the same code on the same data.
 */
const STAKES = [
  { stake: 0.98, weight: 0.3 },
  { stake: 0.9, weight: 0.2 },
  { stake: 0.75, weight: 0.17 },
  { stake: 0.55, weight: 0.13 },
  { stake: 0.35, weight: 0.09 },
  { stake: 0.2, weight: 0.06 },
  { stake: 0.1, weight: 0.03 },
  { stake: 0.04, weight: 0.02 },
];

/** ln of the evidence against: the candidate fails requests that legacy does not, less those the other way round, by `margin` or more. `margin` in (0, 1). */
export function logPairedNotWorse({ n, candidateOnly, legacyOnly }: PairedTally, margin: number): number {
  return mixture((stake) => {
    const rate = stake / (1 - margin);
    return won(candidateOnly, -stake) + won(n - candidateOnly - legacyOnly, rate * margin) + won(legacyOnly, rate * (1 + margin));
  });
}

/** ln of the evidence against: that difference is `margin` or less. `margin` in [0, 1). */
export function logPairedWorse({ n, candidateOnly, legacyOnly }: PairedTally, margin: number): number {
  return mixture((stake) => {
    const rate = stake / (1 + margin);
    return won(candidateOnly, rate * (1 - margin)) + won(n - candidateOnly - legacyOnly, -rate * margin) + won(legacyOnly, -stake);
  });
}

function mixture(bet: (stake: number) => number): number {
  return logSumExp(STAKES.map(({ stake, weight }) => Math.log(weight) + bet(stake)));
}

/**
 * ln of what `count` outcomes make of the capital that each multiplies by 1 + gain. For a session with shares of several outcomes that is Jensen's
 * lower bound of its one bet, because ln is concave: a session is one bet, and sums of shares are all that is needed of it.
 */
function won(count: number, gain: number): number {
  return count === 0 ? 0 : count * Math.log1p(gain);
}
