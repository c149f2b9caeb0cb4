import { logAbove, logBelow } from '../../../migrations/gates/statistics/one-arm.ts';
import { figure, type Figure } from '../../figure.ts';
import { firstTrue, GOAL, lengthFigure, outcomeOf, RUNS, shareFigure } from './migrations.ts';
import { failuresBefore, randomFrom, type Random } from './random.ts';

const BOUND = 0.01;
const HORIZON = 20_000;

/** Draws how many sessions without a difference come next, and the share of differing answers in the one after them. */
type NextDifference = () => { readonly clean: number; readonly share: number };

const alike = (random: Random, rate: number): NextDifference => () => ({ clean: failuresBefore(random, rate), share: 1 });

/** Sessions of 20 requests whose own rates are spread by a Beta(mean, correlation) law, as where one caller meets one bug again and again. */
function clustered(random: Random, rate: number, correlation: number): NextDifference {
  const size = 20;
  const spread = 1 / correlation - 1;
  const [a, b] = [rate * spread, (1 - rate) * spread];
  const weights = Array.from({ length: size + 1 }, (_, k) => betaBinomial(k, size, a, b));
  const any = 1 - (weights[0] ?? 0);
  return () => {
    let left = random() * any;
    let k = 1;
    while (k < size && (left -= weights[k] ?? 0) > 0) k += 1;
    return { clean: failuresBefore(random, any), share: k / size };
  };
}

function betaBinomial(k: number, n: number, a: number, b: number): number {
  let p = 1;
  for (let i = 0; i < k; i++) p *= ((n - i) / (i + 1)) * ((a + i) / (a + b + i));
  for (let i = 0; i < n - k; i++) p *= (b + i) / (a + b + k + i);
  return p;
}

/** Sessions until the gate opens, looked at after every one; `weight` bets on each. */
function sessionsToPass(next: NextDifference, weight = 1): number | undefined {
  for (let [n, sum] = [0, 0]; n < HORIZON; ) {
    const { clean, share } = next();
    const found = firstTrue(n, Math.min(HORIZON, n + clean), (at) => logBelow({ n: weight * at, sum: weight * sum }, BOUND) >= GOAL);
    if (found !== undefined) return found;
    n += clean + 1;
    sum += share;
  }
  return undefined;
}

/** Whether the gate ever fails, looked at after every session. */
function fails(next: NextDifference): number | undefined {
  for (let [n, sum] = [0, 0]; n < HORIZON; ) {
    const { clean, share } = next();
    n += clean + 1;
    sum += share;
    if (n <= HORIZON && logAbove({ n, sum }, BOUND) >= GOAL) return n;
  }
  return undefined;
}

const simulate = (run: () => number | undefined) => outcomeOf(Array.from({ length: RUNS }, run));
const divergence = (p: number, q: number): number => (p === 0 ? 0 : p * Math.log(p / q)) + (1 - p) * Math.log((1 - p) / (1 - q));

/** How the parity gate decides for differences below 1 % of the sessions, at 95 %, looked at after every session up to 20,000. */
export function parityGateFigures(): Figure[] {
  const random = randomFrom(20_260_501);
  const passing = (name: string, next: NextDifference, weight?: number) => ({ name, ...simulate(() => sessionsToPass(next, weight)) });
  const wrong = [
    passing('exactly 1 % differ', alike(random, BOUND)),
    passing('1.5 % differ', alike(random, 1.5 * BOUND)),
    passing('exactly 1 % differ, clustered in sessions of 20 requests (correlation 0.9)', clustered(random, BOUND, 0.9)),
    passing('exactly 1 % differ, clustered in sessions of 20 requests (correlation 0.3)', clustered(random, BOUND, 0.3)),
  ];
  const naive = passing('', alike(random, BOUND), 20);
  return [
    ...wrong.map(({ name, passed }) => shareFigure(`parity: promoted though ${name}`, passed, '≤', 5)),
    shareFigure('parity: promoted so if every request of such sessions were a bet (what the gate does not do)', naive.passed, '≥', 50),
    shareFigure('parity: failed though exactly 1 % differ', simulate(() => fails(alike(random, BOUND))).passed, '≤', 5),
    ...[0, 0.1, 0.25, 0.5].flatMap((part) => {
      const outcome = simulate(() => sessionsToPass(alike(random, part * BOUND)));
      // With nothing that differs no luck can help: the optimum is the least number of sessions after which any test of this level may open.
      const optimum = part === 0 ? Math.ceil(-GOAL / Math.log1p(-BOUND)) : GOAL / divergence(part * BOUND, BOUND);
      const name = part === 0 ? 'parity: sessions where none differ' : `parity: sessions where ${100 * part * BOUND} % differ`;
      return [lengthFigure(name, outcome, optimum, part === 0 ? 'the least possible' : 'Wald’s optimum', 1.3), shareFigure(`${name}, promoted within 20,000`, outcome.passed, '≥', 99)];
    }),
    failingFigure(random),
  ];
}

function failingFigure(random: Random): Figure {
  const { mean } = simulate(() => fails(alike(random, 3 * BOUND)));
  return figure('parity: sessions until it fails where 3 % differ, against Wald’s optimum', mean / (GOAL / divergence(3 * BOUND, BOUND)), '×', '≤', 2);
}
