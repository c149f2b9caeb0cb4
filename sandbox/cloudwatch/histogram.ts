/**
 * A sketch of how values spread, in bounded memory: bucket n holds the values in (1.01ⁿ⁻¹, 1.01ⁿ], {@link ZERO} those that are 0.
 * A value read back is exact where its bucket saw one value only, and within 0.5 % otherwise. Past {@link MAX_BUCKETS} the lowest are counted as one, so that the high percentiles stay right.
 */
export type Histogram = Map<number, Bucket>;

export interface Bucket {
  count: number;
  low: number;
  high: number;
}

const LOG_BASE = Math.log(1.01);
const ZERO = -Infinity;
/** Values from 1 to 4·10⁸ have a bucket each. */
const MAX_BUCKETS = 2_000;
const COLLAPSED_AT_ONCE = MAX_BUCKETS / 10;

/** Counts a value that is not negative. Answers by how many buckets the histogram has grown. */
export function addValue(histogram: Histogram, value: number, times: number): number {
  const before = histogram.size;
  addBucket(histogram, bucketOf(value), { count: times, low: value, high: value });
  return histogram.size - before;
}

/** Adds all that `part` counted. */
export function mergeHistogram(histogram: Histogram, part: Histogram): void {
  for (const [index, bucket] of part) addBucket(histogram, index, bucket);
}

export function countOf(histogram: Histogram): number {
  let sum = 0;
  for (const { count } of histogram.values()) sum += count;
  return sum;
}

/** Buckets from the lowest to the highest, each with its index. */
export function sortedBuckets(histogram: Histogram): readonly (readonly [number, Bucket])[] {
  return [...histogram].toSorted(([a], [b]) => a - b);
}

/** Which bucket a value is counted in. Values below 0 go with 0. */
export function bucketOf(value: number): number {
  return value > 0 ? Math.ceil(Math.log(value) / LOG_BASE - 1e-9) : ZERO;
}

export function valueOf({ low, high }: Bucket): number {
  return low === high ? low : (low + high) / 2;
}

/** Counts what a bucket has counted. */
export function addBucket(histogram: Histogram, index: number, { count, low, high }: Bucket): void {
  const bucket = histogram.get(index);
  if (bucket === undefined) {
    histogram.set(index, { count, low, high });
    if (histogram.size > MAX_BUCKETS) collapse(histogram);
    return;
  }
  bucket.count += count;
  if (low < bucket.low) bucket.low = low;
  if (high > bucket.high) bucket.high = high;
}

function collapse(histogram: Histogram): void {
  const [into, ...rest] = sortedBuckets(histogram).slice(0, COLLAPSED_AT_ONCE).toReversed();
  if (into === undefined) return;
  for (const [index, bucket] of rest) {
    histogram.delete(index);
    addBucket(histogram, into[0], bucket);
  }
}
