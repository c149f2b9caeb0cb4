import type { Aggregate } from './aggregate.ts';
import { addBucket, bucketOf, valueOf, type Bucket } from './histogram.ts';

/** An aggregate in which nothing is counted for the moment, in a tenth of the memory. A bucket is found again by its values. */
export interface PackedSpan {
  /** Sum, count, minimum, maximum; then the value and count of each bucket that saw one value only. */
  readonly exact: Float64Array;
  /** Count, lowest and highest value of each other bucket: within 0.5 % anyway, so that half the digits do. */
  readonly spread: Float32Array;
}

const [HEAD, PER_VALUE, PER_BUCKET] = [4, 2, 3];

export function pack({ sum, count, minimum, maximum, histogram }: Aggregate): PackedSpan {
  const exact = [sum, count, minimum, maximum];
  const spread: number[] = [];
  for (const bucket of histogram.values()) {
    if (canSpread(bucket)) spread.push(bucket.count, bucket.low, bucket.high);
    else exact.push(valueOf(bucket), bucket.count);
  }
  return { exact: Float64Array.from(exact), spread: Float32Array.from(spread) };
}

export function unpack({ exact, spread }: PackedSpan): Aggregate {
  const [sum = 0, count = 0, minimum = 0, maximum = 0] = exact;
  const histogram: Aggregate['histogram'] = new Map();
  for (let at = HEAD; at < exact.length; at += PER_VALUE) addBucket(histogram, bucketOf(exact[at]!), { count: exact[at + 1]!, low: exact[at]!, high: exact[at]! });
  for (let at = 0; at < spread.length; at += PER_BUCKET) addBucket(histogram, bucketOf(spread[at + 2]!), { count: spread[at]!, low: spread[at + 1]!, high: spread[at + 2]! });
  return { sum, count, minimum, maximum, histogram };
}

export function bucketsIn({ exact, spread }: PackedSpan): number {
  return (exact.length - HEAD) / PER_VALUE + spread.length / PER_BUCKET;
}

/** Whether half the digits are enough for its numbers; else the value in its middle stands for it. */
function canSpread({ count, low, high }: Bucket): boolean {
  return low !== high && low > 1e-30 && high < 1e30 && Math.fround(count) === count;
}
