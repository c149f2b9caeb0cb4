import type { Aggregate } from './aggregate.ts';
import type { PackedSpan } from './packed-span.ts';

export interface MetricName {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface SeriesIdentity {
  readonly name: MetricName;
  readonly unit: string;
  readonly resolutionMs: number;
  /** Services publish a span of time once it is over; what a caller puts is there at once. */
  readonly publishedAtEnd: boolean;
}

/** One metric under exactly one set of dimensions, in one unit. */
export interface Series extends SeriesIdentity {
  /** By the start of the span, epoch milliseconds; all but the latest. */
  readonly spans: Map<number, PackedSpan>;
  /** When the last value came, epoch milliseconds. */
  touchedAt: number;
  tidiedAt: number;
  /** The span that was counted in last: open, for services count in it at every request. */
  latest: { readonly start: number; readonly aggregate: Aggregate } | undefined;
}
