import { AwsError } from '../wire/service.ts';
import { emptyAggregate, mergeAggregates, type Aggregate } from './aggregate.ts';

export interface MetricName {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One metric under exactly one set of dimensions. */
export interface Series {
  readonly name: MetricName;
  readonly resolutionMs: number;
  /** Services publish a span of time once it is over; what a caller puts is there at once. */
  readonly publishedAtEnd: boolean;
  unit: string;
  /** By the start of the span, epoch milliseconds. */
  readonly spans: Map<number, Aggregate>;
}

export interface MetricStore {
  /** The aggregate that a value of this moment belongs to. */
  span(series: Series, at: number): Aggregate;
  series(name: MetricName, resolutionMs: number, publishedAtEnd: boolean): Series;
  all(): readonly Series[];
  /** Values per period, oldest first. A period without values is not there: that is not the same as 0. */
  read(name: MetricName, periodMs: number, from: number, to: number): readonly { readonly at: number; readonly aggregate: Aggregate }[];
  unitOf(name: MetricName): string | undefined;
}

/** AWS keeps what is finer than a minute this long; the sandbox keeps nothing longer. */
const KEEP_MS = 3 * 3_600_000;
const MAX_SPANS = 2_000;
const MAX_SERIES = 10_000;

export function createMetricStore(now: () => number): MetricStore {
  const byKey = new Map<string, Series>();

  return {
    series(name, resolutionMs, publishedAtEnd) {
      const key = `${keyOf(name)}|${resolutionMs}|${publishedAtEnd}`;
      let found = byKey.get(key);
      if (!found) {
        // Only callers are refused: services have no more metrics than resources, and must not fail for want of room.
        if (!publishedAtEnd && byKey.size >= MAX_SERIES) throw new AwsError('LimitExceeded', `The sandbox keeps ${MAX_SERIES} metrics at most.`);
        byKey.set(key, (found = { name, resolutionMs, publishedAtEnd, unit: 'None', spans: new Map() }));
      }
      return found;
    },
    span({ resolutionMs, spans }, at) {
      const start = Math.floor(at / resolutionMs) * resolutionMs;
      let aggregate = spans.get(start);
      if (!aggregate) {
        for (const old of spans.keys()) if (old < now() - KEEP_MS || spans.size >= MAX_SPANS) spans.delete(old);
        spans.set(start, (aggregate = emptyAggregate()));
      }
      return aggregate;
    },
    all: () => [...byKey.values()],
    read(name, periodMs, from, to) {
      const first = Math.floor(from / periodMs) * periodMs;
      const periods = new Map<number, Aggregate[]>();
      for (const series of named(byKey, name)) {
        for (const [start, aggregate] of series.spans) {
          const published = !series.publishedAtEnd || start + series.resolutionMs <= now();
          if (start < first || start >= to || start < now() - KEEP_MS || !published) continue;
          const at = Math.floor(start / periodMs) * periodMs;
          const parts = periods.get(at);
          if (parts) parts.push(aggregate);
          else periods.set(at, [aggregate]);
        }
      }
      return [...periods].toSorted(([a], [b]) => a - b).map(([at, parts]) => ({ at, aggregate: mergeAggregates(parts) }));
    },
    unitOf: (name) => named(byKey, name)[0]?.unit,
  };
}

function named(byKey: ReadonlyMap<string, Series>, name: MetricName): readonly Series[] {
  const key = `${keyOf(name)}|`;
  return [...byKey].filter(([each]) => each.startsWith(key)).map(([, series]) => series);
}

function keyOf({ namespace, metric, dimensions }: MetricName): string {
  return JSON.stringify([namespace, metric, Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
