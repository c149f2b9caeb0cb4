import type { Tally } from '../../../migrations/gates/statistics/tally.ts';
import { likeliestRate } from '../../../migrations/gates/statistics/likeliest-rate.ts';
import { logLikelihoodRatio } from '../../../migrations/gates/statistics/log-likelihood-ratio.ts';
import { logSumExp } from '../../../migrations/gates/statistics/log-sum-exp.ts';
import { logNotWorse, notWorseBets } from '../../../migrations/gates/statistics/two-arms.ts';
import type { Figure } from '../../figure.ts';
import { GOAL, lengthFigure, outcomeOf, RUNS, shareFigure, type Outcome } from './migrations.ts';
import { randomFrom, successes, type Random } from './random.ts';

interface Scene {
  readonly legacy: number;
  readonly candidate: number;
  readonly margin: number;
  /** Legacy's callers for one of the candidate's. */
  readonly ratio: number;
  /** Legacy's rate as measured before the stop. */
  readonly usual: number | null;
}

type Evidence = (legacy: Tally, candidate: Tally) => number;

/** Looks in the time that the optimal test takes. */
const LOOKS = 20;
/** A run that has not passed after so many times the optimum never does. */
const PATIENCE = 8;

/** The candidate's callers until the gate opens. */
function callersUntil(random: Random, { legacy, candidate, ratio }: Scene, step: number, longest: number, evidence: Evidence): number | undefined {
  const [l, c] = [{ n: 0, sum: 0 }, { n: 0, sum: 0 }];
  while (c.n < longest) {
    c.n += step;
    c.sum += successes(random, step, candidate);
    l.n += step * ratio;
    l.sum += successes(random, step * ratio, legacy);
    if (evidence(l, c) >= GOAL) return c.n;
  }
  return undefined;
}

function gate({ margin, usual }: Scene): Evidence {
  return (legacy, candidate) => {
    // What was won against one rate of the null is never less than against all: where that is short of the goal there is no need to search.
    const t = likeliestRate(legacy, candidate, margin);
    const atOne = logSumExp(notWorseBets(legacy, candidate, margin, usual).map(({ weight, least }) => Math.log(weight) + least(t, t)));
    return atOne < GOAL ? atOne : logNotWorse(legacy, candidate, margin, usual);
  };
}

/** The sequential likelihood-ratio test that is told both rates, against the same null: nobody who has to find them out can need less. */
function oracle({ candidate: rate, margin }: Scene): Evidence {
  return (legacy, candidate) => {
    const t = Math.min(rate, Math.max(rate - margin, 0, likeliestRate(legacy, candidate, margin)));
    return logLikelihoodRatio(legacy, rate, t) + logLikelihoodRatio(candidate, rate, Math.min(1, t + margin));
  };
}

/** ln 20 by what one caller of the candidate and `ratio` of legacy tell, in the mean, against the nearest point of the null. */
function klOptimum({ candidate: rate, margin, ratio }: Scene): number {
  let least = Infinity;
  for (let step = 1; step < 10_000; step++) {
    const t = (1 - margin) * (step / 10_000) ** 2;
    least = Math.min(least, ratio * divergence(rate, t) + divergence(rate, t + margin));
  }
  return GOAL / least;
}

const divergence = (p: number, q: number): number => (p === 0 ? 0 : p * Math.log(p / q)) + (1 - p) * Math.log((1 - p) / (1 - q));

function simulate(random: Random, scene: Scene, optimum: number, evidence: Evidence): Outcome {
  const step = Math.ceil(optimum / LOOKS);
  return outcomeOf(Array.from({ length: RUNS }, () => callersUntil(random, scene, step, PATIENCE * optimum, evidence)));
}

const good = (rate: number, margin: number, ratio: number, usual: number | null): Scene => ({ legacy: rate, candidate: rate, margin, ratio, usual });
const bad = (rate: number, margin: number, ratio: number, usual: number | null): Scene => ({ ...good(rate, margin, ratio, usual), candidate: rate + margin });
const percent = (rate: number): string => `${Number((100 * rate).toPrecision(3))} %`;
const say = ({ legacy, margin, ratio, usual }: Scene): string =>
  `legacy ${percent(legacy)}${usual === null ? ', unknown before' : usual === legacy ? '' : `, thought ${percent(usual)}`}, margin ${percent(margin)}, ${ratio} callers to 1`;

/** How the error and latency gates decide on two streams of callers (latency is legacy at 1 %: its own p99). */
export function callersGateFigures(): Figure[] {
  const random = randomFrom(20_260_503);
  const wrong = [bad(0.01, 0.005, 9, 0.01), bad(0.002, 0.005, 9, 0.002), bad(0.01, 0.01, 1, 0.013), bad(0.01, 0.01, 1, null)];
  const right = [good(0, 0.005, 9, 0), good(0.002, 0.005, 9, 0.002), good(0.01, 0.005, 9, 0.01), good(0.01, 0.005, 99, 0.01), good(0.02, 0.01, 1, 0.02)];
  const unsure = [good(0.01, 0.005, 9, null), good(0.01, 0.005, 9, 0.013)];
  return [
    ...wrong.map((scene) => shareFigure(`callers: promoted though worse by the margin (${say(scene)})`, simulate(random, scene, klOptimum({ ...scene, candidate: scene.legacy }), gate(scene)).passed, '≤', 5)),
    ...right.flatMap((scene) => {
      const kl = klOptimum(scene);
      const best = simulate(random, scene, kl, oracle(scene));
      const outcome = simulate(random, scene, kl, gate(scene));
      return [
        lengthFigure(`callers: of the candidate's, ${say(scene)}`, outcome, best.mean, 'the sequential ratio test that knows both rates', 1.3),
        lengthFigure(`callers: the same`, outcome, kl, 'the KL optimum, which no test reaches that has a rate to find out', 1.5),
        shareFigure('callers: the same, promoted', outcome.passed, '≥', 95),
      ];
    }),
    ...unsure.map((scene) => lengthFigure(`callers: of the candidate's, ${say(scene)}`, simulate(random, scene, klOptimum(scene), gate(scene)), klOptimum(scene), 'the KL optimum', 2)),
  ];
}
