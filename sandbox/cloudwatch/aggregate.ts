import { addValue, mergeHistogram, type Histogram } from './histogram.ts';

/** All values of a metric within one span of time. */
export interface Aggregate {
  sum: number;
  count: number;
  minimum: number;
  maximum: number;
  /** Holds fewer values than `count` where the distribution is unknown: some came as a statistic set, or were negative. */
  readonly histogram: Histogram;
}

export type Summary = Omit<Aggregate, 'histogram'>;

export function emptyAggregate(): Aggregate {
  return { sum: 0, count: 0, minimum: Infinity, maximum: -Infinity, histogram: new Map() };
}

/** Answers by how many buckets the aggregate has grown. */
export function addToAggregate(aggregate: Aggregate, value: number, times: number): number {
  aggregate.sum += value * times;
  aggregate.count += times;
  if (value < aggregate.minimum) aggregate.minimum = value;
  if (value > aggregate.maximum) aggregate.maximum = value;
  // CloudWatch has no percentiles of a metric with negative values.
  return value < 0 ? 0 : addValue(aggregate.histogram, value, times);
}

export function addSummary(aggregate: Aggregate, { sum, count, minimum, maximum }: Summary): void {
  aggregate.sum += sum;
  aggregate.count += count;
  aggregate.minimum = Math.min(aggregate.minimum, minimum);
  aggregate.maximum = Math.max(aggregate.maximum, maximum);
}

export function mergeInto(aggregate: Aggregate, part: Aggregate): void {
  addSummary(aggregate, part);
  mergeHistogram(aggregate.histogram, part.histogram);
}

export function mergeAggregates(parts: readonly Aggregate[]): Aggregate {
  const merged = emptyAggregate();
  for (const part of parts) mergeInto(merged, part);
  return merged;
}
