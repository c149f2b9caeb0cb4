import { aggregates } from './aggregates.ts';
import { fill } from './fill.ts';
import { choose, sort } from './choose.ts';
import type { MathFunction } from './math-function.ts';
import { line, lines, MathError, scalar, sortedPoints, withPoints, type Line, type Value } from './value.ts';

/** Functions that CloudWatch has and the sandbox has not. */
export const UNSUPPORTED: ReadonlySet<string> = new Set(
  'ANOMALY_DETECTION_BAND DAY DB_PERF_INSIGHTS DIFF_TIME EPOCH HOUR INSIGHT_RULE_METRIC LAMBDA MINUTE MONTH SEARCH SELECT SERVICE_QUOTA TIMESTAMP YEAR'.split(' '),
);

/** What is done to a series, and to each of a list of them. */
const each = (change: (line: Line) => Line): MathFunction => ({
  takes: [1, 1],
  apply: ([value = scalar(Number.NaN)]) => {
    if (value.kind === 'line') return line(change(value.line));
    if (value.kind === 'lines') return lines(value.lines.map(change));
    throw new MathError('The argument must be a time series or a list of them');
  },
});

const pointwise = (change: (value: number) => number): MathFunction => ({
  takes: [1, 1],
  apply: (given, around) => (given[0]?.kind === 'scalar' ? scalar(change(given[0].value)) : each((one) => withPoints(one, [...one.points].map(([at, value]) => [at, change(value)] as const))).apply(given, around)),
});

/** Compares each point with the one before it. */
const steps = (change: (difference: number, seconds: number) => number): MathFunction =>
  each((one) => {
    const points = sortedPoints(one);
    return withPoints(one, points.slice(1).map(([at, value], i) => [at, change(value - (points[i]?.[1] ?? 0), (at - (points[i]?.[0] ?? 0)) / 1_000)] as const));
  });

const listOf = (value: Value | undefined): readonly Line[] => {
  if (value?.kind === 'lines') return value.lines;
  if (value?.kind === 'line') return [value.line];
  throw new MathError('The argument must be a list of time series');
};

const oneOf = (list: readonly Line[], at: number): Value => {
  return line(list.at(at) ?? { label: '', periodMs: 60_000, points: new Map() });
};

const numberOf = (value: Value | undefined, otherwise: number): number => {
  if (value === undefined) return otherwise;
  if (value.kind !== 'scalar') throw new MathError('The argument must be a number');
  return value.value;
};

export const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  ...aggregates,
  ABS: pointwise(Math.abs),
  CEIL: pointwise(Math.ceil),
  FLOOR: pointwise(Math.floor),
  LOG: pointwise(Math.log),
  LOG10: pointwise(Math.log10),
  DIFF: steps((difference) => difference),
  RATE: steps((difference, seconds) => difference / seconds),
  RUNNING_SUM: each((one) => {
    let sum = 0;
    return withPoints(one, sortedPoints(one).map(([at, value]) => [at, (sum += value)] as const));
  }),
  FILL: { takes: [2, 2], apply: ([series, by], around) => (series?.kind === 'line' ? line(fill(series.line, by, around)) : lines(listOf(series).map((one) => fill(one, by, around)))) },
  IF: { takes: [2, 3], apply: ([condition, yes, no]) => choose(condition, yes, no) },
  METRICS: {
    takes: [0, 1],
    apply: ([part], around) => {
      if (part !== undefined && part.kind !== 'word') throw new MathError('The argument of METRICS must be a text');
      return lines(around.metrics(part?.word ?? ''));
    },
  },
  PERIOD: { takes: [1, 1], apply: ([series]) => (series?.kind === 'line' ? scalar(series.line.periodMs / 1_000) : scalar(Number.NaN)) },
  TIME_SERIES: {
    takes: [1, 1],
    apply: ([value], { periodMs, times }) => line(withPoints({ label: '', periodMs, points: new Map() }, times(periodMs).map((at) => [at, numberOf(value, 0)] as const))),
  },
  DATAPOINT_COUNT: { takes: [1, 1], apply: ([series]) => scalar(listOf(series).reduce((sum, { points }) => sum + points.size, 0)) },
  METRIC_COUNT: { takes: [1, 1], apply: ([list]) => scalar(listOf(list).length) },
  REMOVE_EMPTY: { takes: [1, 1], apply: ([list]) => lines(listOf(list).filter(({ points }) => points.size > 0)) },
  FIRST: { takes: [1, 1], apply: ([list]) => oneOf(listOf(list), 0) },
  LAST: { takes: [1, 1], apply: ([list]) => oneOf(listOf(list), -1) },
  SLICE: { takes: [2, 3], apply: ([list, start, end]) => lines(listOf(list).slice(numberOf(start, 0), numberOf(end, listOf(list).length))) },
  SORT: { takes: [3, 4], apply: ([list, by, order, most]) => lines(sort(listOf(list), by, order).slice(0, numberOf(most, Infinity))) },
};
