import { natsFor } from '../../migrations/gates/judge.ts';
import { goodOutcomesNeeded } from '../../migrations/gates/statistics/one-arm.ts';
import { logPairedNotWorse } from '../../migrations/gates/statistics/paired.ts';
import { logNotWorse } from '../../migrations/gates/statistics/two-arms.ts';
import { markdownTable } from './markdown-table.ts';

const BOUNDS = [0.05, 0.01, 0.005, 0.001];
const CONFIDENCES = [0.95, 0.99];
/** Sessions of the group a second. */
const TRAFFIC = [1, 10, 100];

/** Sessions of the candidate that each gate needs where nothing is wrong, on either side. */
interface Needed {
  readonly parity: number;
  readonly errorsInShadow: number;
  /** In a cohort of so many percent, legacy's rate known. */
  readonly errorsInCohort: (percent: number) => number;
}

function needed(bound: number, confidence: number): Needed {
  const nats = natsFor(confidence);
  return {
    parity: goodOutcomesNeeded({ n: 0, sum: 0 }, bound, nats) ?? Infinity,
    errorsInShadow: fewest((n) => logPairedNotWorse({ n, candidateOnly: 0, legacyOnly: 0 }, bound) >= nats),
    errorsInCohort: (percent) => fewest((n) => logNotWorse({ n: Math.round((n * (100 - percent)) / percent), sum: 0 }, { n, sum: 0 }, bound, 0) >= nats),
  };
}

/** The least whole number at which something that stays true has come true. */
function fewest(isEnough: (n: number) => boolean): number {
  let [few, many] = [0, 1];
  while (!isEnough(many)) [few, many] = [many, many * 2];
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (isEnough(middle)) many = middle;
    else few = middle;
  }
  return many;
}

/** The tables of docs/rollout-arithmetic.md, computed by the gates' own code. */
export function rolloutTables(): Readonly<Record<'sessions' | 'time', string>> {
  return { sessions: markdownTable(['bound or margin', 'confidence', '`parity`', '`errorRate` in the shadow', '`errorRate` in a cohort of 10 %'], sessionRows()), time: markdownTable(['bound or margin', 'sessions a second', '`parity`, all copied', '`errorRate`, cohort of 10 %', '`errorRate`, cohort of 1 %'], timeRows()) };
}

function sessionRows(): readonly (readonly string[])[] {
  return BOUNDS.flatMap((bound) =>
    CONFIDENCES.map((confidence) => {
      const { parity, errorsInShadow, errorsInCohort } = needed(bound, confidence);
      return [percent(bound), String(confidence), ...[parity, errorsInShadow, errorsInCohort(10)].map((n) => n.toLocaleString('en'))];
    }),
  );
}

function timeRows(): readonly (readonly string[])[] {
  return BOUNDS.flatMap((bound) => {
    const { parity, errorsInCohort } = needed(bound, 0.95);
    return TRAFFIC.map((rate) => [percent(bound), String(rate), duration(parity / rate), duration(errorsInCohort(10) / (rate * 0.1)), duration(errorsInCohort(1) / (rate * 0.01))]);
  });
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;

/** Two digits at most: more would not be true. */
function duration(seconds: number): string {
  for (const [unit, size] of [['d', 86_400], ['h', 3_600], ['min', 60]] as const) if (seconds >= 1.5 * size) return `${Number((seconds / size).toPrecision(2))} ${unit}`;
  return `${Math.ceil(seconds)} s`;
}
