import { leastEvidence, monotoneBet, type Bet } from './least-evidence.ts';
import { likeliestRate } from './likeliest-rate.ts';
import { logLikelihoodRatio, oddsMixture } from './log-likelihood-ratio.ts';
import type { Tally } from './tally.ts';

/*
 * Two streams, legacy's and the candidate's, whose bad outcomes are compared. Both questions are answered the same way. The null is cut into
 * points, one for each value t of the unknown rate between the arms; against each point a mixture of bets on both arms is a supermartingale;
 * the evidence is the least that any of them has won. At the true point it is at most what a supermartingale has won, so by Ville it
 * ever reaches ln(1/α) with a chance of at most α. (Taking the infimum over the null is the step of universal inference: Wasserman, Ramdas,
 * Balakrishnan, PNAS 117(29), 2020. There the bets do not depend on t; here they do, placed as margins around it, which saves most of the
 * price of not knowing the rate. The two-sample setting is that of Turner, Ly, Grünwald, JSPI 230, 2024.)
 *
 * Only sums enter, so proxies merge by addition, the engine may forget everything between two looks, and the order within a reading is free.
 * The rates may change while it runs as long as some t stays between the arms as the null says.
 */

/**
 * Bets that the candidate is not worse: against the point "legacy at most t, candidate at least t + margin", bets that legacy's rate lies
 * `legacy` margins above t and the candidate's `candidate` margins below t + margin. The two sum to 1 where both arms have the same rate, to
 * less where the candidate is somewhat worse. Most weight is on "legacy is known, the candidate is like it", which holds while legacy serves
 * the bulk and where both arms are clean.
 */
const NOT_WORSE = [
  { weight: 0.42, legacy: 0, candidate: 1 },
  { weight: 0.08, legacy: 0.15, candidate: 0.85 },
  { weight: 0.1, legacy: 0.3, candidate: 0.7 },
  { weight: 0.12, legacy: 0.5, candidate: 0.5 },
  { weight: 0.08, legacy: 0.75, candidate: 0.25 },
  { weight: 0.04, legacy: 1, candidate: 0 },
  { weight: 0.05, legacy: 0, candidate: 0.5 },
  { weight: 0.08, legacy: 0.25, candidate: 0.25 },
  { weight: 0.03, legacy: 0.5, candidate: 0 },
];

/**
 * Where legacy's rate was known beforehand, most of the capital goes to "both arms have it", and to rates around it, `offset` margins away: that
 * saves most of the price of not knowing the rate. A rate that turns out another costs what was staked on it and no more.
 */
const EXPECTED = 0.7;
const AROUND = [
  { share: 0.42, offset: 0 },
  { share: 0.15, offset: 0.2 },
  { share: 0.15, offset: -0.2 },
  { share: 0.09, offset: 0.45 },
  { share: 0.09, offset: -0.45 },
  { share: 0.05, offset: 0.8 },
  { share: 0.05, offset: -0.8 },
];

/**
 * ln of the evidence against: the candidate's rate is above legacy's by `margin` or more. `margin` in (0, 1); `expected` is legacy's rate as known
 * before any of this was counted, or `null`.
 */
export function logNotWorse(legacy: Tally, candidate: Tally, margin: number, expected: number | null): number {
  return leastEvidence(notWorseBets(legacy, candidate, margin, expected), 0, 1 - margin);
}

export function notWorseBets(legacy: Tally, candidate: Tally, margin: number, expected: number | null): readonly Bet[] {
  const rest = expected === null ? 1 : 1 - EXPECTED;
  const relative = NOT_WORSE.map((bet) =>
    monotoneBet(
      rest * bet.weight,
      (t) => logLikelihoodRatio(candidate, t + margin * (1 - bet.candidate), Math.min(1, t + margin)),
      (t) => logLikelihoodRatio(legacy, Math.min(1, t + margin * bet.legacy), t),
    ),
  );
  if (expected === null) return relative;
  const likeliest = likeliestRate(legacy, candidate, margin);
  return [...relative, ...AROUND.map(({ share, offset }) => expectedBet(EXPECTED * share, legacy, candidate, margin, expected + offset * margin, likeliest))];
}

/**
 * Bets that both arms have the rate `q`, or the nearest to it that lies between t and t + margin: at such a rate it is a supermartingale even if the
 * rates change, as long as t stays between the arms. What it has won falls with t up to the likeliest t (there, the point of the null that explains
 * the counts best), or to the nearest where `q` lies between t and t + margin, and rises from there on.
 */
function expectedBet(weight: number, legacy: Tally, candidate: Tally, margin: number, q: number, likeliest: number): Bet {
  const lowest = clamp(likeliest, Math.max(0, q - margin), Math.min(1 - margin, Math.max(0, q)));
  return {
    weight,
    least(from, to) {
      const t = clamp(lowest, from, to);
      const high = Math.min(1, t + margin);
      const both = clamp(q, t, high);
      return logLikelihoodRatio(legacy, both, t) + logLikelihoodRatio(candidate, both, high);
    },
  };
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}

/** Multiples of the odds of t that are bet on against the point "legacy at least t, candidate at most t", in equal parts on each arm; 1 is no bet. */
const CANDIDATE_ABOVE = [1, 1.03, 1.1, 1.25, 1.5, 2, 3, 5, 10, 30, 100, 1000];
const LEGACY_BELOW = [1, 1, 1, 1, 0.97, 0.9, 0.75, 0.4, 0];

/** ln of the evidence against: the candidate's rate is not above legacy's. */
export function logWorse(legacy: Tally, candidate: Tally): number {
  return leastEvidence([worseBet(legacy, candidate)], 0, 1);
}

/** The bets on one arm together, times those on the other. */
export function worseBet(legacy: Tally, candidate: Tally): Bet {
  return monotoneBet(1, (t) => oddsMixture(legacy, LEGACY_BELOW, t), (t) => oddsMixture(candidate, CANDIDATE_ABOVE, t));
}
