import type { Surroundings } from './surroundings.ts';
import { MathError, sortedPoints, withPoints, type Line, type Value } from './value.ts';

/** Gives the periods without a point one: a number, the point before (`REPEAT`), or what lies on the line between the neighbours (`LINEAR`). */
export function fill(series: Line, by: Value | undefined, { times }: Surroundings): Line {
  const grid = times(series.periodMs);
  if (by?.kind === 'scalar') return withPoints(series, grid.map((at) => [at, series.points.get(at) ?? by.value] as const));
  if (by?.kind === 'line') return withPoints(series, grid.map((at) => [at, series.points.get(at) ?? by.line.points.get(at) ?? Number.NaN] as const));
  if (by?.kind === 'word' && by.word === 'REPEAT') return repeat(series, grid);
  if (by?.kind === 'word' && by.word === 'LINEAR') return interpolate(series, grid);
  throw new MathError('FILL takes a time series, and a number, REPEAT or LINEAR');
}

function repeat(series: Line, grid: readonly number[]): Line {
  let last = Number.NaN;
  return withPoints(series, grid.map((at) => [at, (last = series.points.get(at) ?? last)] as const));
}

function interpolate(series: Line, grid: readonly number[]): Line {
  const known = sortedPoints(series);
  let next = 0;
  const points = grid.map((at): readonly [number, number] => {
    while (next < known.length && (known[next]?.[0] ?? 0) < at) next += 1;
    const [before, after] = [known[next - 1], known[next]];
    if (after?.[0] === at) return after;
    if (!before || !after) return [at, Number.NaN];
    return [at, before[1] + ((after[1] - before[1]) * (at - before[0])) / (after[0] - before[0])];
  });
  return withPoints(series, points);
}
