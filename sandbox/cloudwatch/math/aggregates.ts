import type { MathFunction } from './math-function.ts';
import { line, MathError, scalar, withPoints, type Line, type Value } from './value.ts';

type Fold = (values: readonly number[]) => number;

const sum: Fold = (values) => values.reduce((total, value) => total + value, 0);
const average: Fold = (values) => sum(values) / values.length;
const least: Fold = (values) => values.reduce((a, b) => Math.min(a, b), Infinity);
const most: Fold = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);
const deviation: Fold = (values) => Math.sqrt(average(values.map((value) => (value - average(values)) ** 2)));

export const FOLDS: Readonly<Record<string, Fold>> = { SUM: sum, AVG: average, MIN: least, MAX: most, STDDEV: deviation };

/** Of one series they are a number; of a list of series, a series: at each time, over those that have a point then. */
export const aggregates: Readonly<Record<string, MathFunction>> = Object.fromEntries(Object.entries(FOLDS).map(([name, fold]) => [name, { takes: [1, 1], apply: ([value]) => aggregate(fold, value, name) }]));

function aggregate(fold: Fold, value: Value | undefined, name: string): Value {
  if (value?.kind === 'scalar') return value;
  if (value?.kind === 'line') return scalar(value.line.points.size === 0 ? Number.NaN : fold([...value.line.points.values()]));
  if (value?.kind === 'lines') return line(atEachTime(fold, value.lines));
  throw new MathError(`Unsupported operand type for ${name}`);
}

function atEachTime(fold: Fold, list: readonly Line[]): Line {
  const values = new Map<number, number[]>();
  for (const { points } of list) {
    for (const [at, value] of points) {
      const others = values.get(at);
      if (others) others.push(value);
      else values.set(at, [value]);
    }
  }
  const periodMs = list.reduce((longest, each) => Math.max(longest, each.periodMs), 1);
  return withPoints({ label: '', periodMs, points: new Map() }, [...values].map(([at, all]) => [at, fold(all)] as const));
}
