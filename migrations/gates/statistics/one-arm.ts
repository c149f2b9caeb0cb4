import { logLikelihoodRatio, oddsMixture } from './log-likelihood-ratio.ts';
import { logSumExp } from './log-sum-exp.ts';
import type { Tally } from './tally.ts';

/** Rates bet on below a bound, as shares of it, with their weights. A quarter goes to "never", where a good candidate is; the rest costs little. */
const NEVER = 0.25;
const SHARES = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const BELOW = [{ share: 0, log: Math.log(NEVER) }, ...SHARES.map((share) => ({ share, log: Math.log((1 - NEVER) / SHARES.length) }))];

/** Rates bet on above a bound, as multiples of its odds (for small bounds: of the bound). */
const ABOVE = [1.2, 1.5, 2, 3, 5, 10];

/**
 * ln of the evidence that the rate is below `bound`: what a mixture of Wald's likelihood ratios has won against it. If the rate is not below,
 * the chance that this ever reaches ln(1/α), however often one looks, is at most α (Ville). It needs about 1.2 times the samples of the best
 * possible test that knows the rate. Each outcome may be a share: see {@link logLikelihoodRatio}.
 */
export function logBelow(tally: Tally, bound: number): number {
  return logSumExp(BELOW.map(({ share, log }) => log + logLikelihoodRatio(tally, share * bound, bound)));
}

/** ln of the evidence that the rate is above `bound`, valid in the same sense. */
export function logAbove(tally: Tally, bound: number): number {
  return oddsMixture(tally, ABOVE, bound);
}

const COUNTABLE = 1e12;

/** Further good outcomes, and no bad one, after which {@link logBelow} reaches `goal`: the least that is still needed. `null` if more than anybody counts. */
export function goodOutcomesNeeded({ n, sum }: Tally, bound: number, goal: number): number | null {
  const enough = (more: number): boolean => logBelow({ n: n + more, sum }, bound) >= goal;
  if (enough(0)) return 0;
  let [few, many] = [0, 1];
  while (!enough(many)) {
    if (many > COUNTABLE) return null;
    [few, many] = [many, many * 2];
  }
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (enough(middle)) many = middle;
    else few = middle;
  }
  return many;
}
