import { bucketOf, countOf, sortedBuckets, valueOf, type Histogram } from './histogram.ts';

/** Where a range of values begins or ends: a percentage of the values in order, or a value. */
export type Bounds = { readonly by: 'percent' | 'value'; readonly lower: number | undefined; readonly upper: number | undefined };

/** What lies between two bounds: how many, their sum, and the values that stand at the bounds. */
export interface Trimmed {
  readonly count: number;
  readonly sum: number;
  /** How many lie below and above, for winsorizing. */
  readonly below: number;
  readonly above: number;
}

/** The smallest value that `percent` of the values do not exceed (nearest rank). */
export function percentile(histogram: Histogram, percent: number): number {
  const wanted = (percent / 100) * countOf(histogram);
  const buckets = sortedBuckets(histogram);
  let seen = 0;
  const found = buckets.find(([, { count }]) => (seen += count) >= wanted) ?? buckets.at(-1);
  return found === undefined ? Number.NaN : valueOf(found[1]);
}

/** Share in percent of the values above `lower` and not above `upper`. A bound counts with the whole bucket it falls in. */
export function percentileRank(histogram: Histogram, bounds: Bounds): number {
  return (trim(histogram, bounds).count / countOf(histogram)) * 100;
}

/** Keeps what is above `lower` and not above `upper`; of a bucket that a percentage cuts in two, the part that is within. */
export function trim(histogram: Histogram, { by, lower, upper }: Bounds): Trimmed {
  const total = countOf(histogram);
  const position = by === 'percent' ? (percent: number) => (percent / 100) * total : bucketOf;
  const [from, to] = [lower === undefined ? -Infinity : position(lower), upper === undefined ? Infinity : position(upper)];
  let [count, sum, below, above, seen] = [0, 0, 0, 0, 0];
  for (const [index, bucket] of sortedBuckets(histogram)) {
    const under = by === 'percent' ? clamp(from - seen, bucket.count) : lower !== undefined && index <= from ? bucket.count : 0;
    const over = by === 'percent' ? clamp(seen + bucket.count - to, bucket.count) : index > to ? bucket.count : 0;
    const kept = Math.max(0, bucket.count - under - over);
    seen += bucket.count;
    below += under;
    above += over;
    count += kept;
    sum += kept * valueOf(bucket);
  }
  return { count, sum, below, above };
}

/** The mean with every value outside the bounds set to the bound. */
export function winsorizedMean(histogram: Histogram, bounds: Bounds): number {
  const { count, sum, below, above } = trim(histogram, bounds);
  const at = (bound: number | undefined) => (bound === undefined ? 0 : bounds.by === 'value' ? bound : percentile(histogram, bound));
  return (sum + below * at(bounds.lower) + above * at(bounds.upper)) / (count + below + above);
}

function clamp(amount: number, most: number): number {
  return Math.min(Math.max(amount, 0), most);
}
