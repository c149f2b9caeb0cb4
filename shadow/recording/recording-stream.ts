import { z } from 'zod';

/** What a proxy is asked for, at `POST /record`. */
export const recordOrder = z.strictObject({
  group: z.string().min(1),
  /** Pseudonyms are made under it: 32 random bytes, base64url. */
  key: z.string().regex(/^[\w-]{43}$/),
  /** Share of the sessions, 0–1. */
  sample: z.number().gt(0).max(1).default(1),
  /** After so long the proxy ends the recording by itself. */
  seconds: z.int().min(1).max(86_400).default(600),
  /** Whether requests that change something are kept too, with their bodies. */
  writes: z.boolean().default(false),
});
export type RecordOrder = z.infer<typeof recordOrder>;

/** What a proxy tells between the exchanges of a recording, a line each; every second one at least. */
export interface RecordingNote {
  /** What was not kept since the recording began, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Set in the last line: why there will be no more. */
  readonly end?: string;
}

const noteSchema = z.object({ dropped: z.record(z.string(), z.number()), end: z.string().optional() });

/** The note that a line holds; `undefined` where it is something else. */
export function parseNote(line: string): RecordingNote | undefined {
  if (!line.startsWith('{"dropped"')) return undefined;
  try {
    const { dropped, end } = noteSchema.parse(JSON.parse(line));
    return { dropped, ...(end !== undefined && { end }) };
  } catch {
    return undefined;
  }
}
