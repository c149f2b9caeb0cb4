import type { Snapshot } from '../state/snapshot.ts';
import { AwsError } from '../wire/service.ts';
import { addSummary, addToAggregate, emptyAggregate, mergeAggregates, mergeInto, type Aggregate, type Summary } from './aggregate.ts';
import { restoreSeries, saveSeries } from './series-snapshot.ts';

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
  /** By the start of the span, epoch milliseconds. */
  readonly spans: Map<number, Aggregate>;
  /** When the last value came, epoch milliseconds. */
  touchedAt: number;
  tidiedAt: number;
  /** The span that was counted in last: found without a look into the map, for services count in it at every request. */
  latest: { readonly start: number; readonly aggregate: Aggregate } | undefined;
}

export interface MetricStore {
  series(identity: SeriesIdentity): Series;
  /** Counts a value of this moment, or a set of values of which only the summary is known. */
  add(series: Series, at: number, value: number | Summary, times: number): void;
  all(): readonly Series[];
  /**
   * Values per period, oldest first, in one unit or in all. A period without values is not there: that is not the same as 0.
   * Nothing is answered where the start lies longer ago than values of so short a period are kept.
   */
  read(name: MetricName, periodMs: number, from: number, to: number, unit?: string): readonly { readonly at: number; readonly aggregate: Aggregate }[];
  /** The unit of its values, the first where there are several. */
  unitOf(name: MetricName): string | undefined;
  snapshot(): Snapshot;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** How long AWS keeps values of a period; the sandbox keeps what is finer than five minutes as AWS does and nothing longer than {@link KEEP_MS}. */
const RETENTION = [
  { longerThan: 3 * 3_600_000, periodMs: MINUTE },
  { longerThan: 15 * DAY, periodMs: 5 * MINUTE },
  { longerThan: 63 * DAY, periodMs: 60 * MINUTE },
];
const FINE_MS = 3 * 3_600_000;
const KEEP_MS = 15 * DAY;
const TIDY_EVERY_MS = 10 * MINUTE;
const MAX_SERIES = 10_000;
/** Spans and buckets of histograms, over all series: about 60 MiB. */
const MAX_CELLS = 500_000;

/** `maxCells`: how much is kept in all, before the largest series lose their oldest values. */
export function createMetricStore(now: () => number, { restored, maxCells = MAX_CELLS }: { readonly restored?: Snapshot | undefined; readonly maxCells?: number } = {}): MetricStore {
  const byName = new Map<string, Map<string, Series>>();
  let seriesCount = 0;
  let cells = 0;

  const enter = (series: Series): void => {
    const key = keyOf(series.name);
    byName.set(key, (byName.get(key) ?? new Map<string, Series>()).set(variantOf(series), series));
    seriesCount += 1;
    for (const aggregate of series.spans.values()) cells += sizeOf(aggregate);
  };
  const drop = (series: Series, start: number): void => {
    const aggregate = series.spans.get(start);
    if (aggregate && series.spans.delete(start)) cells -= sizeOf(aggregate);
    if (series.latest?.start === start) series.latest = undefined;
  };
  const all = (): readonly Series[] => [...byName.values()].flatMap((variants) => [...variants.values()]);

  const open = (series: Series, start: number): Aggregate => {
    if (now() - series.tidiedAt >= TIDY_EVERY_MS) tidy(series);
    if (cells >= maxCells) makeRoom();
    const aggregate = emptyAggregate();
    series.spans.set(start, aggregate);
    cells += 1;
    return aggregate;
  };
  /** Values older than three hours are kept by the minute only, as on AWS. */
  const tidy = (series: Series): void => {
    series.tidiedAt = now();
    for (const [start, aggregate] of series.spans) {
      if (start < now() - KEEP_MS) drop(series, start);
      else if (start < now() - FINE_MS - MINUTE && start % MINUTE !== 0) {
        const minute = Math.floor(start / MINUTE) * MINUTE;
        const into = series.spans.get(minute) ?? open(series, minute);
        const before = sizeOf(into);
        mergeInto(into, aggregate);
        cells += sizeOf(into) - before;
        drop(series, start);
      }
    }
  };
  const makeRoom = (): void => {
    const sized = all().map((series) => ({ series, size: series.spans.values().reduce((sum, aggregate) => sum + sizeOf(aggregate), 0) }));
    for (const { series } of sized.toSorted((a, b) => b.size - a.size)) {
      if (cells <= maxCells * 0.9) return;
      const starts = [...series.spans.keys()].toSorted((a, b) => a - b);
      for (const start of starts.slice(0, Math.ceil(starts.length / 4))) drop(series, start);
    }
  };

  for (const series of restoreSeries(restored)) enter(series);

  return {
    all,
    series(identity) {
      const found = byName.get(keyOf(identity.name))?.get(variantOf(identity));
      if (found) return found;
      // Only callers are refused: services have no more metrics than resources, and must not fail for want of room.
      if (!identity.publishedAtEnd && seriesCount >= MAX_SERIES) throw new AwsError('LimitExceeded', `The sandbox keeps ${MAX_SERIES} metrics at most.`);
      const series = { ...identity, spans: new Map<number, Aggregate>(), touchedAt: now(), tidiedAt: now(), latest: undefined };
      enter(series);
      return series;
    },
    add(series, at, value, times) {
      const start = Math.floor(at / series.resolutionMs) * series.resolutionMs;
      if (series.latest?.start !== start) {
        const aggregate = series.spans.get(start) ?? open(series, start);
        series.latest = { start, aggregate };
        series.touchedAt = now();
      }
      const { aggregate } = series.latest;
      if (typeof value === 'number') cells += addToAggregate(aggregate, value, times);
      else addSummary(aggregate, value);
      if (cells > maxCells * 1.1) makeRoom();
    },
    read(name, periodMs, from, to, unit) {
      if (RETENTION.some((tier) => from < now() - tier.longerThan && periodMs % tier.periodMs !== 0)) return [];
      const first = Math.floor(from / periodMs) * periodMs;
      const periods = new Map<number, Aggregate[]>();
      for (const series of byName.get(keyOf(name))?.values() ?? []) {
        if (unit !== undefined && unit !== series.unit) continue;
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
    unitOf: (name) => byName.get(keyOf(name))?.values().next().value?.unit,
    snapshot: () => all().map(saveSeries),
  };
}

function sizeOf({ histogram }: Aggregate): number {
  return 1 + histogram.size;
}

function variantOf({ unit, resolutionMs, publishedAtEnd }: SeriesIdentity): string {
  return `${unit} ${resolutionMs} ${publishedAtEnd}`;
}

function keyOf({ namespace, metric, dimensions }: MetricName): string {
  return JSON.stringify([namespace, metric, Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
