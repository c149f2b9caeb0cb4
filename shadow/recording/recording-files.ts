import { z } from 'zod';

/** What a directory with a recording holds: `recording.json`, `recording.key` and segments, gzipped lines of JSON whose first names format and version. */
export const INDEX_FILE = 'recording.json';
export const KEY_FILE = 'recording.key';
export const SEGMENT_FILE = /^\d{6}\.ndjson\.gz$/;
export const VERSION = 1;

export interface Segment {
  readonly file: string;
  readonly exchanges: number;
  readonly bytes: number;
  /** When its first and last request came, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** `recording.json`: for people, and to notice what is missing. */
export interface RecordingIndex {
  readonly banyanRecording: typeof VERSION;
  readonly group: string;
  readonly startedAt: number;
  /** `null` while it goes on, or after it was broken off. */
  readonly endedAt: number | null;
  /** Those that are whole; one that is being written is not among them yet. */
  readonly segments: readonly Segment[];
  /** Exchanges whose segments have given way to later ones. */
  readonly forgotten: number;
  /** Exchanges that the proxies did not keep, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

export const indexSchema = z.object({
  banyanRecording: z.literal(VERSION),
  group: z.string(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  segments: z.array(z.object({ file: z.string().regex(SEGMENT_FILE), exchanges: z.int().min(0), bytes: z.int().min(0), from: z.number(), to: z.number() })),
  forgotten: z.int().min(0),
  dropped: z.record(z.string(), z.number()),
});

/** The first line of every segment. */
export const segmentHeader = (group: string) => ({ banyanRecording: VERSION, group });
export const headerSchema = z.object({ banyanRecording: z.literal(VERSION), group: z.string() });

export function segmentFile(number: number): string {
  return `${String(number).padStart(6, '0')}.ndjson.gz`;
}
