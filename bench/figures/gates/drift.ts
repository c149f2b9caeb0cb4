import { logShiryaevRoberts } from '../../../migrations/gates/statistics/change-detector.ts';
import { logAbove, logBelow } from '../../../migrations/gates/statistics/one-arm.ts';
import { figure, median, type Figure } from '../../figure.ts';
import { GOAL, outcomeOf, RUNS, shareFigure } from './migrations.ts';
import { randomFrom, successes, type Random } from './random.ts';

const BOUND = 0.01;
/** Sessions that end in half an hour, and blocks of them that are remembered. */
const BLOCK = 500;
const REMEMBERED = 48;
const ALARM = Math.log(10_000);
/** Sessions between two looks. */
const LOOK = 50;

type RateAt = (session: number) => number;

/** Sessions until parity opens, no sooner than `atLeast`. */
function passesAt(random: Random, rateAt: RateAt, atLeast: number, horizon: number): number | undefined {
  for (let [n, sum] = [0, 0]; n < horizon; ) {
    sum += successes(random, LOOK, rateAt(n));
    n += LOOK;
    if (n >= atLeast && logBelow({ n, sum }, BOUND) >= GOAL) return n;
  }
  return undefined;
}

/** Sessions until the watch raises its alarm. */
function alarmAt(random: Random, rateAt: RateAt, horizon: number): number | undefined {
  const nats: number[] = [];
  for (let [n, block] = [0, { n: 0, sum: 0 }]; n < horizon; ) {
    if (n % BLOCK === 0) block = { n: 0, sum: 0 };
    else nats.pop();
    block = { n: block.n + LOOK, sum: block.sum + successes(random, LOOK, rateAt(n)) };
    nats.push(logAbove(block, BOUND));
    if (nats.length > REMEMBERED) nats.shift();
    n += LOOK;
    if (logShiryaevRoberts(nats) >= ALARM) return n;
  }
  return undefined;
}

const simulate = (run: () => number | undefined) => Array.from({ length: RUNS }, run);
const turned = (before: number, at: number, after: number): RateAt => (n) => (n < at ? before : after);

/** Candidates that change in the middle: what the gate does, and what watches after it. Differences of 1 % are allowed, half an hour is 500 sessions. */
export function driftFigures(): Figure[] {
  const random = randomFrom(20_260_504);
  const passed = (rateAt: RateAt, atLeast: number) => outcomeOf(simulate(() => passesAt(random, rateAt, atLeast, 10_000))).passed;
  const change = 6_000;
  const delays = (after: number) => simulate(() => alarmAt(random, turned(0.002, change, after), change + 12_000));
  const caught = (after: number): Figure[] => {
    const all = delays(after);
    const late = all.filter((at) => at !== undefined && at > change).map((at) => (at ?? 0) - change);
    return [
      shareFigure(`drift: a rise from 0.2 % to ${100 * after} % after 6,000 sessions is caught by the watch within 12,000`, late.length / RUNS, '≥', 99),
      figure(`drift: sessions until it is, median`, median(late), 'sessions', '≤', after === 0.02 ? 4_000 : 500),
    ];
  };
  return [
    shareFigure('drift: promoted within 10,000 sessions though 2 % differ from session 200 on', passed(turned(0.001, 200, 0.02), 0), '≤', 5),
    shareFigure('drift: the same from session 1,000 on, without a least time: the verdict was right when it was given', passed(turned(0.001, 1_000, 0.02), 0), '≥', 50),
    shareFigure('drift: the same where the gate opens no sooner than after 4,000 sessions', passed(turned(0.001, 1_000, 0.02), 4_000), '≤', 5),
    ...caught(0.02),
    ...caught(0.05),
    shareFigure('drift: false alarms of the watch in 48 half-hours exactly at the bound', simulate(() => alarmAt(random, () => BOUND, 48 * BLOCK)).filter((at) => at !== undefined).length / RUNS, '≤', 0.48),
  ];
}
