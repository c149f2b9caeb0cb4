/** How often each value came: values within 1 % of each other are counted as one. Bucket n holds (1.01ⁿ⁻¹, 1.01ⁿ]; what is not above zero is in {@link ZERO}. */
export type Histogram = Map<number, number>;

const LOG_BASE = Math.log(1.01);
const ZERO = -Infinity;

export function addValue(histogram: Histogram, value: number, times: number): void {
  const bucket = bucketOf(value);
  histogram.set(bucket, (histogram.get(bucket) ?? 0) + times);
}

/** Value that `percent` of the values do not exceed, to within 1 %. */
export function percentile(histogram: ReadonlyMap<number, number>, percent: number): number {
  const sorted = [...histogram].toSorted(([a], [b]) => a - b);
  const wanted = (percent / 100) * countOf(histogram);
  let seen = 0;
  const found = sorted.find(([, count]) => (seen += count) >= wanted);
  return upperBound((found ?? sorted.at(-1) ?? [ZERO])[0]);
}

/** Share in percent of the values above `lower` (absent: of all) and not above `upper`. A bound counts with the whole bucket it falls in. */
export function percentileRank(histogram: ReadonlyMap<number, number>, lower: number | undefined, upper: number): number {
  const within = [...histogram].filter(([bucket]) => (lower === undefined || bucket > bucketOf(lower)) && bucket <= bucketOf(upper));
  return (countOf(within) / countOf(histogram)) * 100;
}

export function countOf(histogram: Iterable<readonly [number, number]>): number {
  let sum = 0;
  for (const [, count] of histogram) sum += count;
  return sum;
}

function bucketOf(value: number): number {
  return value > 0 ? Math.ceil(Math.log(value) / LOG_BASE - 1e-9) : ZERO;
}

function upperBound(bucket: number): number {
  return bucket === ZERO ? 0 : Math.exp(bucket * LOG_BASE);
}
