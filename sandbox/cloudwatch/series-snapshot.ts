import type { Snapshot } from '../state/snapshot.ts';
import { pack, type PackedSpan } from './packed-span.ts';
import type { Series } from './series.ts';

/** When it starts, and its numbers as base64: as numbers they would take several times the memory while they are saved. */
type SavedSpan = readonly [start: number, exact: string, spread: string];
type SavedSeries = Omit<Series, 'spans' | 'latest'> & { readonly spans: readonly SavedSpan[] };

export function saveSeries({ spans, latest, name, unit, resolutionMs, publishedAtEnd, touchedAt, tidiedAt }: Series): Snapshot {
  const saved = [...spans].map(saveSpan);
  if (latest) saved.push(saveSpan([latest.start, pack(latest.aggregate)]));
  return { name: { ...name }, unit, resolutionMs, publishedAtEnd, touchedAt, tidiedAt, spans: saved };
}

export function restoreSeries(snapshot: Snapshot | undefined): readonly Series[] {
  return ((snapshot ?? []) as unknown as readonly SavedSeries[]).map((saved) => ({ ...saved, latest: undefined, spans: new Map(saved.spans.map(restoreSpan)) }));
}

function saveSpan([start, { exact, spread }]: readonly [number, PackedSpan]): SavedSpan & Snapshot {
  return [start, toBase64(exact), toBase64(spread)];
}

function restoreSpan([start, exact, spread]: SavedSpan): readonly [number, PackedSpan] {
  return [start, { exact: new Float64Array(fromBase64(exact)), spread: new Float32Array(fromBase64(spread)) }];
}

function toBase64({ buffer, byteOffset, byteLength }: Float64Array | Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** A copy of its own: a buffer's bytes need not lie where numbers may. */
function fromBase64(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text, 'base64')).buffer;
}
