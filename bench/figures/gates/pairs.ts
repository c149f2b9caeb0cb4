import { logPairedNotWorse, logPairedWorse, type PairedTally } from '../../../migrations/gates/statistics/paired.ts';
import { figure, type Figure } from '../../figure.ts';
import { firstTrue, GOAL, lengthFigure, outcomeOf, RUNS, shareFigure } from './migrations.ts';
import { failuresBefore, randomFrom, type Random } from './random.ts';

const MARGIN = 0.005;
const HORIZON = 40_000;

/** Rates of sessions that fail on one side alone. What fails on both cancels, whatever its rate. */
interface Rates {
  readonly candidateOnly: number;
  readonly legacyOnly: number;
}

/** Sessions until `evidence` reaches the goal, looked at after every one; each session's failures are `share` of its requests. */
function sessionsUntil(random: Random, { candidateOnly, legacyOnly }: Rates, evidence: (tally: PairedTally) => number, share = 1): number | undefined {
  const seen = { n: 0, candidateOnly: 0, legacyOnly: 0 };
  const either = candidateOnly + legacyOnly;
  while (seen.n < HORIZON) {
    const until = Math.min(HORIZON, seen.n + failuresBefore(random, either));
    const found = firstTrue(seen.n, until, (n) => evidence({ ...seen, n }) >= GOAL);
    if (found !== undefined) return found;
    seen.n = until + 1;
    if (random() * either < candidateOnly) seen.candidateOnly += share;
    else seen.legacyOnly += share;
    if (evidence(seen) >= GOAL) return seen.n;
  }
  return undefined;
}

/** The least number of sessions of any test that knows the rates: ln 20 by KL to the nearest point of "worse by the margin", which is the best growth any one stake has. */
function optimum({ candidateOnly, legacyOnly }: Rates): number {
  const growth = (stake: number): number => {
    const rate = stake / (1 - MARGIN);
    return (candidateOnly === 0 ? 0 : candidateOnly * Math.log1p(-stake)) + legacyOnly * Math.log1p(rate * (1 + MARGIN)) + (1 - candidateOnly - legacyOnly) * Math.log1p(rate * MARGIN);
  };
  if (candidateOnly === 0) return GOAL / growth(1);
  let [low, high] = [0, 1];
  for (let i = 0; i < 100; i++) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
    if (growth(left) < growth(right)) low = left;
    else high = right;
  }
  return GOAL / growth(low);
}

const simulate = (run: () => number | undefined) => outcomeOf(Array.from({ length: RUNS }, run));
const percent = (rate: number): string => `${Number((100 * rate).toPrecision(3))} %`;

/** How the error gate decides in the shadow, pair by pair, for a margin of half a percentage point. */
export function pairedGateFigures(): Figure[] {
  const random = randomFrom(20_260_502);
  const notWorse = (tally: PairedTally): number => logPairedNotWorse(tally, MARGIN);
  const wrong: readonly Rates[] = [{ candidateOnly: 0.005, legacyOnly: 0 }, { candidateOnly: 0.01, legacyOnly: 0.005 }];
  const right: readonly Rates[] = [
    { candidateOnly: 0, legacyOnly: 0 },
    { candidateOnly: 0.001, legacyOnly: 0.001 },
    { candidateOnly: 0.003, legacyOnly: 0.003 },
    { candidateOnly: 0.0035, legacyOnly: 0.001 },
  ];
  return [
    ...wrong.map((rates) => shareFigure(`shadow errors: promoted though worse by the margin (${percent(rates.candidateOnly)} against ${percent(rates.legacyOnly)} on one side only)`, simulate(() => sessionsUntil(random, rates, notWorse)).passed, '≤', 5)),
    // Twice as many sessions, each with half of its requests failing: the same mean, one bet each.
    shareFigure('shadow errors: the same in sessions half of whose requests fail', simulate(() => sessionsUntil(random, { candidateOnly: 0.01, legacyOnly: 0 }, notWorse, 0.5)).passed, '≤', 5),
    shareFigure('shadow errors: failed though as good as legacy (0.3 % each on one side only)', simulate(() => sessionsUntil(random, { candidateOnly: 0.003, legacyOnly: 0.003 }, (tally) => logPairedWorse(tally, 0))).passed, '≤', 5),
    ...right.flatMap((rates) => {
      const outcome = simulate(() => sessionsUntil(random, rates, notWorse));
      const name = `shadow errors: sessions where ${percent(rates.candidateOnly)} fail on the candidate only, ${percent(rates.legacyOnly)} on legacy only`;
      return [lengthFigure(name, outcome, optimum(rates), 'the KL optimum', 1.3), shareFigure(`${name}, promoted within 40,000`, outcome.passed, '≥', 95)];
    }),
    alarmFigure(random),
  ];
}

function alarmFigure(random: Random): Figure {
  const { mean } = simulate(() => sessionsUntil(random, { candidateOnly: 0.021, legacyOnly: 0.001 }, (tally) => logPairedWorse(tally, 0)));
  return figure('shadow errors: sessions until it fails where the candidate fails 2 % more', mean, 'sessions', '≤', 400);
}
