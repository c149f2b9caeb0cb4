import { addValue, type Histogram } from './histogram.ts';

/** All values of a metric within one span of time. */
export interface Aggregate {
  sum: number;
  count: number;
  minimum: number;
  maximum: number;
  /** Holds fewer values than `count` where some came as a statistic set: their distribution is unknown. */
  readonly histogram: Histogram;
}

export function emptyAggregate(): Aggregate {
  return { sum: 0, count: 0, minimum: Infinity, maximum: -Infinity, histogram: new Map() };
}

export function addToAggregate(aggregate: Aggregate, value: number, times: number): void {
  addSummary(aggregate, { sum: value * times, count: times, minimum: value, maximum: value });
  addValue(aggregate.histogram, value, times);
}

export function addSummary(aggregate: Aggregate, { sum, count, minimum, maximum }: Omit<Aggregate, 'histogram'>): void {
  aggregate.sum += sum;
  aggregate.count += count;
  aggregate.minimum = Math.min(aggregate.minimum, minimum);
  aggregate.maximum = Math.max(aggregate.maximum, maximum);
}

export function mergeAggregates(parts: readonly Aggregate[]): Aggregate {
  const merged = emptyAggregate();
  for (const part of parts) {
    addSummary(merged, part);
    for (const [bucket, count] of part.histogram) merged.histogram.set(bucket, (merged.histogram.get(bucket) ?? 0) + count);
  }
  return merged;
}
