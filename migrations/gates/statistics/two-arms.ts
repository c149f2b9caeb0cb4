import { leastEvidence, type Bet } from './least-evidence.ts';
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

/** ln of the evidence against: the candidate's rate is above legacy's by `margin` or more. `margin` in (0, 1). */
export function logNotWorse(legacy: Tally, candidate: Tally, margin: number): number {
  return leastEvidence(notWorseBets(legacy, candidate, margin), 0, 1 - margin);
}

export function notWorseBets(legacy: Tally, candidate: Tally, margin: number): readonly Bet[] {
  return NOT_WORSE.map((bet) => ({
    weight: bet.weight,
    rising: (t) => logLikelihoodRatio(candidate, t + margin * (1 - bet.candidate), Math.min(1, t + margin)),
    falling: (t) => logLikelihoodRatio(legacy, Math.min(1, t + margin * bet.legacy), t),
  }));
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
  return { weight: 1, rising: (t) => oddsMixture(legacy, LEGACY_BELOW, t), falling: (t) => oddsMixture(candidate, CANDIDATE_ABOVE, t) };
}
