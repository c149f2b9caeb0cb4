import type { Snapshot } from '../state/snapshot.ts';
import { pack, type PackedSpan } from './packed-span.ts';
import type { Series } from './series.ts';

/** When it starts, how many buckets it has, and its numbers as they are kept. */
type SavedSpan = readonly [start: number, buckets: number, text: string];
type SavedSeries = Omit<Series, 'spans' | 'latest'> & { readonly spans: readonly SavedSpan[] };

export function saveSeries({ spans, latest, name, unit, resolutionMs, publishedAtEnd, touchedAt, tidiedAt }: Series): Snapshot {
  const saved = [...spans].map(saveSpan);
  if (latest) saved.push(saveSpan([latest.start, pack(latest.aggregate)]));
  return { name: { ...name }, unit, resolutionMs, publishedAtEnd, touchedAt, tidiedAt, spans: saved };
}

export function restoreSeries(snapshot: Snapshot | undefined): readonly Series[] {
  return ((snapshot ?? []) as unknown as readonly SavedSeries[]).map((saved) => ({ ...saved, latest: undefined, spans: new Map(saved.spans.map(([start, buckets, text]) => [start, { buckets, text }])) }));
}

function saveSpan([start, { buckets, text }]: readonly [number, PackedSpan]): SavedSpan & Snapshot {
  return [start, buckets, text];
}
