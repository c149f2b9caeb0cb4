import type { Tally } from './tally.ts';

const HALVINGS = 45;

/** The rate t that explains both arms best if legacy's is t and the candidate's t + margin. The likelihood is concave in t: found by halving. */
export function likeliestRate(legacy: Tally, candidate: Tally, margin: number): number {
  const slope = (t: number): number => score(legacy, t) + score(candidate, t + margin);
  let [low, high] = [0, 1 - margin];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** How the log-likelihood of rate `p` grows with it. */
function score({ n, sum }: Tally, p: number): number {
  return (sum === 0 ? 0 : sum / p) - (n === sum ? 0 : (n - sum) / (1 - p));
}
