import type { Aggregate } from './aggregate.ts';

/** An aggregate in which nothing is counted for the moment, in a sixth of the memory: sum, count, minimum, maximum, then bucket by bucket its index, count, lowest and highest value. */
export type PackedSpan = Float64Array;

const [HEAD, PER_BUCKET] = [4, 4];

export function pack({ sum, count, minimum, maximum, histogram }: Aggregate): PackedSpan {
  const packed = new Float64Array(HEAD + PER_BUCKET * histogram.size);
  packed.set([sum, count, minimum, maximum]);
  let at = HEAD;
  for (const [index, bucket] of histogram) {
    packed.set([index, bucket.count, bucket.low, bucket.high], at);
    at += PER_BUCKET;
  }
  return packed;
}

export function unpack(packed: PackedSpan): Aggregate {
  const [sum = 0, count = 0, minimum = 0, maximum = 0] = packed;
  const histogram: Aggregate['histogram'] = new Map();
  for (let at = HEAD; at < packed.length; at += PER_BUCKET) {
    const [index = 0, times = 0, low = 0, high = 0] = packed.subarray(at, at + PER_BUCKET);
    histogram.set(index, { count: times, low, high });
  }
  return { sum, count, minimum, maximum, histogram };
}

export function bucketsIn(packed: PackedSpan): number {
  return (packed.length - HEAD) / PER_BUCKET;
}
