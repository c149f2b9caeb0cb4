import type { Snapshot } from '../state/snapshot.ts';
import type { Aggregate } from './aggregate.ts';
import type { Series } from './metric-store.ts';

/** Sum, count, minimum, maximum, then bucket by bucket: index, count, lowest and highest value. The bucket of 0 has the index `null`. */
type SavedSpan = readonly [start: number, sum: number, count: number, minimum: number, maximum: number, ...buckets: readonly (number | null)[]];
type SavedSeries = Omit<Series, 'spans' | 'latest'> & { readonly spans: readonly SavedSpan[] };

export function saveSeries({ spans, name, unit, resolutionMs, publishedAtEnd, touchedAt, tidiedAt }: Series): Snapshot {
  return { name: { ...name }, unit, resolutionMs, publishedAtEnd, touchedAt, tidiedAt, spans: [...spans].map(([start, aggregate]) => saveSpan(start, aggregate)) };
}

export function restoreSeries(snapshot: Snapshot | undefined): readonly Series[] {
  return ((snapshot ?? []) as unknown as readonly SavedSeries[]).map((saved) => ({ ...saved, latest: undefined, spans: new Map(saved.spans.map((span) => [span[0], restoreSpan(span)])) }));
}

function saveSpan(start: number, { sum, count, minimum, maximum, histogram }: Aggregate): Snapshot {
  return [start, sum, count, minimum, maximum, ...[...histogram].flatMap(([index, bucket]) => [Number.isFinite(index) ? index : null, bucket.count, bucket.low, bucket.high])];
}

function restoreSpan([, sum, count, minimum, maximum, ...buckets]: SavedSpan): Aggregate {
  const histogram: Aggregate['histogram'] = new Map();
  for (let i = 0; i < buckets.length; i += 4) {
    const [index, times, low, high] = buckets.slice(i, i + 4);
    histogram.set(index ?? -Infinity, { count: times ?? 0, low: low ?? 0, high: high ?? 0 });
  }
  return { sum, count, minimum, maximum, histogram };
}
