import type { Aggregate } from './aggregate.ts';
import { addBucket, bucketOf, valueOf, type Bucket } from './histogram.ts';

/**
 * An aggregate in which nothing is counted for the moment, in a tenth of the memory. As text: each of thousands of small buffers would take several times its
 * length, in pieces outside the heap that memory does not come back from; and it is saved as it is.
 */
export interface PackedSpan {
  readonly buckets: number;
  /**
   * Base64 of 64-bit numbers: how many buckets saw one value only, sum, count, minimum, maximum, then the value and count of each of those buckets; and of 32-bit ones: count, lowest and highest value of each other bucket,
   * which are within 0.5 % anyway. A bucket is found again by its values.
   */
  readonly text: string;
}

const [HEAD, PER_VALUE, PER_BUCKET] = [5, 2, 3];

export function pack({ sum, count, minimum, maximum, histogram }: Aggregate): PackedSpan {
  const exact: number[] = [];
  const spread: number[] = [];
  for (const bucket of histogram.values()) {
    if (canSpread(bucket)) spread.push(bucket.count, bucket.low, bucket.high);
    else exact.push(valueOf(bucket), bucket.count);
  }
  const wide = Float64Array.of(exact.length / PER_VALUE, sum, count, minimum, maximum, ...exact);
  const text = Buffer.concat([new Uint8Array(wide.buffer), new Uint8Array(Float32Array.from(spread).buffer)]).toString('base64');
  return { buckets: histogram.size, text };
}

export function unpack({ text }: PackedSpan): Aggregate {
  // A copy of its own: a buffer's bytes need not lie where numbers may.
  const { buffer } = new Uint8Array(Buffer.from(text, 'base64'));
  const [values = 0, sum = 0, count = 0, minimum = 0, maximum = 0] = new Float64Array(buffer, 0, HEAD);
  const exact = new Float64Array(buffer, HEAD * Float64Array.BYTES_PER_ELEMENT, values * PER_VALUE);
  const spread = new Float32Array(buffer, exact.byteOffset + exact.byteLength);
  const histogram: Aggregate['histogram'] = new Map();
  for (let at = 0; at < exact.length; at += PER_VALUE) addBucket(histogram, bucketOf(exact[at]!), { count: exact[at + 1]!, low: exact[at]!, high: exact[at]! });
  for (let at = 0; at < spread.length; at += PER_BUCKET) addBucket(histogram, bucketOf(spread[at + 2]!), { count: spread[at]!, low: spread[at + 1]!, high: spread[at + 2]! });
  return { sum, count, minimum, maximum, histogram };
}

/** Whether half the digits are enough for its numbers; else the value in its middle stands for it. */
function canSpread({ count, low, high }: Bucket): boolean {
  return low !== high && low > 1e-30 && high < 1e30 && Math.fround(count) === count;
}
