export interface Slope {
  /** Of the straight line nearest to the samples (least squares), in MiB an hour. */
  readonly perHour: number;
  /** Half the width of its 95 % confidence interval. */
  readonly margin: number;
}

interface Sample {
  readonly seconds: number;
  readonly mib: number;
}

/** Of at least three samples. */
export function slopeOf(samples: readonly Sample[]): Slope {
  const hours = samples.map(({ seconds }) => seconds / 3_600);
  const memory = samples.map(({ mib }) => mib);
  const [time, level] = [mean(hours), mean(memory)];
  const spread = sum(hours.map((hour) => (hour - time) ** 2));
  const perHour = sum(hours.map((hour, i) => (hour - time) * (memory[i]! - level))) / spread;
  const freedom = samples.length - 2;
  const residual = sum(hours.map((hour, i) => (memory[i]! - level - perHour * (hour - time)) ** 2));
  return { perHour, margin: student(freedom) * Math.sqrt(residual / freedom / spread) };
}

/** The slope alone, in MiB an hour. */
export function slopePerHour(samples: readonly Sample[]): number {
  return slopeOf(samples).perHour;
}

/** 97.5 % quantile of Student's distribution; with one degree of freedom next to nothing can be said, and with more than twenty it is the last. */
function student(freedom: number): number {
  return [Infinity, 12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086][Math.min(freedom, 20)] ?? Infinity;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
