/** One measured figure and what it should be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** As people write it: `≥ 60`. */
  readonly target: string;
  readonly ok: boolean;
}

/** A figure that must not be above, or below, a bound. */
export function figure(name: string, value: number, unit: string, sign: '≤' | '≥', bound: number): Figure {
  return { name, value: Number(value.toPrecision(4)), unit, target: `${sign} ${bound}`, ok: sign === '≤' ? value <= bound : value >= bound };
}

/** A figure that others are held against; nothing is asked of it. */
export function reading(name: string, value: number, unit: string): Figure {
  return { name, value: Number(value.toPrecision(4)), unit, target: 'none', ok: true };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Milliseconds of each of `runs` runs, after two that do not count. */
export function timesMs(runs: number, work: () => void): readonly number[] {
  const times: number[] = [];
  for (let run = -2; run < runs; run++) {
    const from = performance.now();
    work();
    if (run >= 0) times.push(performance.now() - from);
  }
  return times;
}

/** Milliseconds of the median of `runs` runs, after two that do not count. */
export function medianMs(runs: number, work: () => void): number {
  return median(timesMs(runs, work));
}
