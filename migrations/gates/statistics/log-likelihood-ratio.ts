import { logSumExp } from './log-sum-exp.ts';
import type { Tally } from './tally.ts';

const { log, log1p } = Math;

/**
 * ln[(q/p)^sum · ((1−q)/(1−p))^(n−sum)]: what a bet on rate `q` has won against rate `p`, in nats. ±Infinity where one of the two rates
 * rules out what was seen; 0 where they are equal. `p` must not rule out what `q` rules out as well.
 *
 * Each outcome y in [0, 1] multiplies the stake by (q/p)^y · ((1−q)/(1−p))^(1−y), a convex function of y, hence at most
 * y·q/p + (1−y)·(1−q)/(1−p), which is linear in y and whose mean is 1 at E[y] = p. So the stake is a supermartingale for shares as it is for
 * yes and no: whatever the size of a session and however alike its requests, it is one bet.
 */
export function logLikelihoodRatio({ n, sum }: Tally, q: number, p: number): number {
  if (q === p) return 0;
  const bad = sum === 0 ? 0 : sum * log(q / p);
  const good = n === sum ? 0 : (n - sum) * (log1p(-q) - log1p(-p));
  return bad + good;
}

/**
 * ln of what bets in equal parts on multiples of the odds of `p` have won against `p`: of odds^sum / (1 + (odds−1)·p)^n each. Falls with `p`
 * where all odds are 1 or more, rises where they are 1 or less. A supermartingale for shares by the same reason.
 */
export function oddsMixture({ n, sum }: Tally, multiples: readonly number[], p: number): number {
  const won = multiples.map((odds) => (sum === 0 ? 0 : sum * log(odds)) - (n === 0 ? 0 : n * log1p((odds - 1) * p)));
  return logSumExp(won) - log(multiples.length);
}
