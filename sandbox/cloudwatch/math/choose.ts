import { FOLDS } from './aggregates.ts';
import { line, MathError, withPoints, type Line, type Value } from './value.ts';

/** `IF(condition, yes, no)`: by the number, or at each time that the condition has a point. Where the chosen value is missing, so is the result. */
export function choose(condition: Value | undefined, yes: Value | undefined, no: Value | undefined): Value {
  if (condition?.kind === 'scalar') {
    const chosen = condition.value === 0 ? no : yes;
    if (!chosen) throw new MathError('IF needs a third argument where its condition is a number that is 0');
    return chosen;
  }
  if (condition?.kind !== 'line') throw new MathError('The condition of IF must be a number or a time series');
  const points = [...condition.line.points].map(([at, value]) => [at, valueAt(value === 0 ? no : yes, at)] as const);
  return line(withPoints(condition.line, points));
}

function valueAt(value: Value | undefined, at: number): number {
  if (value === undefined) return Number.NaN;
  if (value.kind === 'scalar') return value.value;
  if (value.kind !== 'line') throw new MathError('The values of IF must be numbers or time series');
  return value.line.points.get(at) ?? Number.NaN;
}

/** Series in order of their sum, average, least or greatest value; those without points come last. */
export function sort(list: readonly Line[], by: Value | undefined, order: Value | undefined): readonly Line[] {
  const fold = by?.kind === 'word' && Object.hasOwn(FOLDS, by.word) ? FOLDS[by.word] : undefined;
  const sign = order?.kind === 'word' ? { ASC: 1, DESC: -1 }[order.word] : undefined;
  if (!fold || sign === undefined) throw new MathError('SORT takes a list of time series, one of SUM, AVG, MIN, MAX and STDDEV, and ASC or DESC');
  const ranked = list.filter(({ points }) => points.size > 0).map((each) => ({ each, rank: fold([...each.points.values()]) }));
  return [...ranked.toSorted((a, b) => sign * (a.rank - b.rank)).map(({ each }) => each), ...list.filter(({ points }) => points.size === 0)];
}
