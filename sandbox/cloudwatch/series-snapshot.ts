import type { Snapshot } from '../state/snapshot.ts';
import { pack, type PackedSpan } from './packed-span.ts';
import type { Series } from './series.ts';

/** When it starts, and its numbers as base64: as numbers they would take several times the memory while they are saved. */
type SavedSpan = readonly [start: number, packed: string];
type SavedSeries = Omit<Series, 'spans' | 'latest'> & { readonly spans: readonly SavedSpan[] };

export function saveSeries({ spans, latest, name, unit, resolutionMs, publishedAtEnd, touchedAt, tidiedAt }: Series): Snapshot {
  const saved = [...spans].map(([start, packed]) => [start, toBase64(packed)]);
  if (latest) saved.push([latest.start, toBase64(pack(latest.aggregate))]);
  return { name: { ...name }, unit, resolutionMs, publishedAtEnd, touchedAt, tidiedAt, spans: saved };
}

export function restoreSeries(snapshot: Snapshot | undefined): readonly Series[] {
  return ((snapshot ?? []) as unknown as readonly SavedSeries[]).map((saved) => ({ ...saved, latest: undefined, spans: new Map(saved.spans.map(([start, text]) => [start, fromBase64(text)])) }));
}

function toBase64({ buffer, byteOffset, byteLength }: PackedSpan): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

function fromBase64(text: string): PackedSpan {
  const bytes = Buffer.from(text, 'base64');
  // A copy of its own: a buffer's bytes need not lie where numbers may.
  return new Float64Array(new Uint8Array(bytes).buffer);
}
