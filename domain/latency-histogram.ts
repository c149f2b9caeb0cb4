/**
 * Counts of durations in logarithmic buckets, so that histograms of several proxies merge by addition and any threshold
 * can be asked afterwards with at most 5 % error. Bucket `i` holds durations in (GROWTH^(i-1), GROWTH^i] milliseconds.
 */
export type LatencyHistogram = Readonly<Record<string, number>>;

const GROWTH = 1.05;
const LOWEST = -60;

/** The bucket a duration falls into; everything below 0.05 ms shares the lowest. */
export function latencyBucket(ms: number): number {
  return ms <= 0 ? LOWEST : Math.max(LOWEST, Math.ceil(Math.log(ms) / Math.log(GROWTH)));
}

/** The largest duration of a bucket, in milliseconds. */
export function bucketEdge(bucket: number): number {
  return GROWTH ** bucket;
}

export function countOf(histogram: LatencyHistogram): number {
  return Object.values(histogram).reduce((sum, n) => sum + n, 0);
}

/** How many durations lie above `ms`, a bucket's edge; the bucket that holds `ms` counts as not above. */
export function countAbove(histogram: LatencyHistogram, ms: number): number {
  const bucket = latencyBucket(ms * 0.999);
  return Object.entries(histogram).reduce((sum, [key, n]) => (Number(key) > bucket ? sum + n : sum), 0);
}

/** The upper edge of the bucket that holds the quantile `q` (0–1), in milliseconds; `null` of an empty histogram. */
export function quantile(histogram: LatencyHistogram, q: number): number | null {
  const total = countOf(histogram);
  if (total === 0) return null;
  let seen = 0;
  const buckets = Object.keys(histogram).map(Number).toSorted((a, b) => a - b);
  for (const bucket of buckets) {
    seen += histogram[bucket] ?? 0;
    if (seen >= q * total) return bucketEdge(bucket);
  }
  return bucketEdge(buckets.at(-1) ?? LOWEST);
}
