import { figure, type Figure } from '../../figure.ts';

/** Migrations simulated for each row of a table. */
export const RUNS = 2_000;
/** What every gate is asked for: odds of 20 to 1, in nats. */
export const GOAL = Math.log(20);

/** What became of simulated migrations: how many passed, and after how many sessions. */
export interface Outcome {
  readonly passed: number;
  readonly mean: number;
  /** Standard error of the mean. */
  readonly error: number;
  readonly p90: number;
}

/** Runs that never passed have `undefined`. */
export function outcomeOf(lengths: readonly (number | undefined)[]): Outcome {
  const done = lengths.filter((each) => each !== undefined).toSorted((a, b) => a - b);
  const mean = done.reduce((sum, each) => sum + each, 0) / done.length;
  const variance = done.reduce((sum, each) => sum + (each - mean) ** 2, 0) / Math.max(1, done.length - 1);
  return { passed: done.length / lengths.length, mean, error: Math.sqrt(variance / done.length), p90: done[Math.floor(0.9 * done.length)] ?? Number.NaN };
}

/** Half the width of the 95 % interval that `RUNS` simulations leave around a share, in percent. */
function monteCarlo(share: number): string {
  return (196 * Math.sqrt((share * (1 - share)) / RUNS)).toFixed(1);
}

/** A share of migrations that must not be above, or below, a bound in percent. The bound is missed where the simulation's own error is no excuse. */
export function shareFigure(name: string, share: number, sign: '≤' | '≥', percent: number): Figure {
  const row = figure(`${name} (± ${monteCarlo(share)})`, 100 * share, '%', sign, percent);
  const excuse = 196 * Math.sqrt(((percent / 100) * (1 - percent / 100)) / RUNS);
  return { ...row, ok: sign === '≤' ? row.value <= percent + excuse : row.value >= percent - excuse };
}

/** Mean length against an optimum. */
export function lengthFigure(name: string, { mean, error }: Outcome, optimum: number, what: string, bound: number): Figure {
  const row = figure(`${name}: ${Math.round(mean).toLocaleString('en')} on average, against ${what} of ${Math.round(optimum).toLocaleString('en')} (± ${((1.96 * error) / optimum).toFixed(2)})`, mean / optimum, '×', '≤', bound);
  return { ...row, ok: row.value <= bound + (1.96 * error) / optimum };
}

/** The least `n` in (`from`, `to`] at which something that only grows has come true; `undefined` where it has not even at `to`. */
export function firstTrue(from: number, to: number, isTrue: (n: number) => boolean): number | undefined {
  if (!isTrue(to)) return undefined;
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isTrue(middle)) high = middle;
    else low = middle;
  }
  return high;
}
