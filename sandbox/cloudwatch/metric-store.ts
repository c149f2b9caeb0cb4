import type { Snapshot } from '../state/snapshot.ts';
import { AwsError } from '../wire/service.ts';
import { addSummary, addToAggregate, emptyAggregate, mergeAggregates, mergeInto, type Aggregate, type Summary } from './aggregate.ts';
import { pack, unpack, type PackedSpan } from './packed-span.ts';
import { restoreSeries, saveSeries } from './series-snapshot.ts';
import type { MetricName, Series, SeriesIdentity } from './series.ts';

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
/** Buckets of histograms over all series, and spans, each of which takes as much as {@link CELLS_PER_SPAN} of them: some 10 MiB. */
const MAX_CELLS = 500_000;
const CELLS_PER_SPAN = 10;

/** `maxCells`: how much is kept in all, before the largest series lose their oldest values. */
export function createMetricStore(now: () => number, { restored, maxCells = MAX_CELLS }: { readonly restored?: Snapshot | undefined; readonly maxCells?: number } = {}): MetricStore {
  const byName = new Map<string, Map<string, Series>>();
  let seriesCount = 0;
  let cells = 0;

  const enter = (series: Series): void => {
    const key = keyOf(series.name);
    byName.set(key, (byName.get(key) ?? new Map<string, Series>()).set(variantOf(series), series));
    seriesCount += 1;
    for (const packed of series.spans.values()) cells += sizeOf(packed);
  };
  const drop = (series: Series, start: number): void => {
    const packed = series.spans.get(start);
    if (packed && series.spans.delete(start)) cells -= sizeOf(packed);
  };
  const all = (): readonly Series[] => [...byName.values()].flatMap((variants) => [...variants.values()]);

  /** Makes that span the latest one, in which is counted. */
  const open = (series: Series, start: number): Aggregate => {
    if (series.latest?.start === start) return series.latest.aggregate;
    close(series);
    if (now() - series.tidiedAt >= TIDY_EVERY_MS) tidy(series);
    if (cells >= maxCells) makeRoom();
    const packed = series.spans.get(start);
    if (packed) series.spans.delete(start);
    else cells += CELLS_PER_SPAN;
    const aggregate = packed ? unpack(packed) : emptyAggregate();
    series.latest = { start, aggregate };
    return aggregate;
  };
  const close = (series: Series): void => {
    if (series.latest) series.spans.set(series.latest.start, pack(series.latest.aggregate));
    series.latest = undefined;
  };
  /** Values older than three hours are kept by the minute only, as on AWS. */
  const tidy = (series: Series): void => {
    series.tidiedAt = now();
    const minutes = new Map<number, Aggregate>();
    for (const [start, packed] of series.spans) {
      if (start < now() - KEEP_MS) drop(series, start);
      else if (start < now() - FINE_MS - MINUTE && start % MINUTE !== 0) {
        const minute = Math.floor(start / MINUTE) * MINUTE;
        const whole = series.spans.get(minute);
        const into = minutes.get(minute) ?? (whole ? unpack(whole) : emptyAggregate());
        mergeInto(into, unpack(packed));
        minutes.set(minute, into);
        drop(series, start);
      }
    }
    for (const [minute, aggregate] of minutes) {
      drop(series, minute);
      const packed = pack(aggregate);
      series.spans.set(minute, packed);
      cells += sizeOf(packed);
    }
  };
  const makeRoom = (): void => {
    for (const series of all()) close(series);
    const sized = all().map((series) => ({ series, size: series.spans.values().reduce((sum, packed) => sum + sizeOf(packed), 0) }));
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
      const series = { ...identity, spans: new Map<number, PackedSpan>(), touchedAt: now(), tidiedAt: now(), latest: undefined };
      enter(series);
      return series;
    },
    add(series, at, value, times) {
      const start = Math.floor(at / series.resolutionMs) * series.resolutionMs;
      if (series.latest?.start !== start) series.touchedAt = now();
      const aggregate = open(series, start);
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
        for (const [start, aggregate] of spansBetween(series, Math.max(first, now() - KEEP_MS), to)) {
          const published = !series.publishedAtEnd || start + series.resolutionMs <= now();
          if (!published) continue;
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

function* spansBetween({ spans, latest }: Series, from: number, to: number): Generator<readonly [number, Aggregate]> {
  for (const [start, packed] of spans) if (start >= from && start < to) yield [start, unpack(packed)];
  if (latest && latest.start >= from && latest.start < to) yield [latest.start, latest.aggregate];
}

function sizeOf(packed: PackedSpan): number {
  return CELLS_PER_SPAN + packed.buckets;
}

function variantOf({ unit, resolutionMs, publishedAtEnd }: SeriesIdentity): string {
  return `${unit} ${resolutionMs} ${publishedAtEnd}`;
}

function keyOf({ namespace, metric, dimensions }: MetricName): string {
  return JSON.stringify([namespace, metric, Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
