import { mkdir, open, readdir, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { INDEX_FILE, KEY_FILE, segmentFile, segmentHeader, VERSION, type RecordingIndex, type Segment } from './recording-files.ts';

const compress = promisify(gzip);

/** Writes a recording, one batch of lines after the other. What was written stays readable whatever happens next. */
export interface RecordingWriter {
  /** @throws BanyanError RECORDING_UNWRITABLE, for instance where the disk is full: what was written before is whole */
  readonly write: (batch: Batch) => Promise<void>;
  /** Writes down that, and with what, the recording ended. */
  readonly end: (dropped: Readonly<Record<string, number>>) => Promise<RecordingIndex>;
  /** Takes away what was begun, where nothing was written. */
  readonly discard: () => Promise<void>;
}

/** Exchanges as lines of JSON, at least one. */
export interface Batch {
  readonly lines: readonly string[];
  readonly from: number;
  readonly to: number;
}

export interface RecordingWriterOptions {
  /** Made where it is not there; refused where it is not empty. */
  readonly directory: string;
  readonly group: string;
  readonly key: Uint8Array;
  /** Of all segments together, compressed; beyond it the oldest give way. */
  readonly maxBytes: number;
  readonly now: () => number;
  /** Appends to a segment; tests put a full disk here. */
  readonly append?: (file: FileHandle, bytes: Uint8Array) => Promise<void>;
}

/** So many segments at least share what may be kept: with the oldest no more than this part of it is lost. */
const SEGMENTS = 8;
const LARGEST_SEGMENT = 64 * 1024 * 1024;

/** @throws BanyanError RECORDING_UNWRITABLE */
export async function createRecordingWriter({ directory, group, key, maxBytes, now, append = appendWhole }: RecordingWriterOptions): Promise<RecordingWriter> {
  await prepare(directory, key);
  const segmentBytes = Math.min(LARGEST_SEGMENT, Math.ceil(maxBytes / SEGMENTS));
  const startedAt = now();
  let segments: Segment[] = [];
  let forgotten = 0;
  let numbered = 0;
  let last: Promise<unknown> = Promise.resolve();
  let current: { readonly file: FileHandle; segment: Segment } | undefined;

  async function begin({ from }: Batch): Promise<NonNullable<typeof current>> {
    const name = segmentFile(++numbered);
    const file = await open(join(directory, name), 'wx', 0o600);
    const header = await compress(`${JSON.stringify(segmentHeader(group))}\n`);
    await append(file, header);
    return { file, segment: { file: name, exchanges: 0, bytes: header.length, from, to: from } };
  }

  async function finish(endedAt: number | null, dropped: RecordingIndex['dropped']): Promise<RecordingIndex> {
    if (current) {
      const { file, segment } = current;
      current = undefined;
      try {
        await file.sync();
      } finally {
        await file.close();
      }
      segments.push(segment);
    }
    // Room for the next one is part of it.
    while (segments.length > 1 && segments.reduce((sum, { bytes }) => sum + bytes, 0) > maxBytes - segmentBytes) {
      const [oldest] = segments;
      segments = segments.slice(1);
      forgotten += oldest!.exchanges;
      await rm(join(directory, oldest!.file));
    }
    const index: RecordingIndex = { banyanRecording: VERSION, group, startedAt, endedAt, segments, forgotten, dropped };
    // By another name first: it is there whole, or as it was.
    await writeFile(join(directory, `${INDEX_FILE}.new`), `${JSON.stringify(index, null, 2)}\n`, { mode: 0o600, flush: true });
    await rename(join(directory, `${INDEX_FILE}.new`), join(directory, INDEX_FILE));
    return index;
  }

  /** One write after the other, whoever asks. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = last.then(() => refusing(directory, act));
    last = done.catch(() => {});
    return done;
  };

  return {
    write: (batch) =>
      inTurn(async () => {
        current ??= await begin(batch);
        // A gzip member of its own: where the file ends within it, all before it is whole.
        const bytes = await compress(batch.lines.map((line) => `${line}\n`).join(''));
        await append(current.file, bytes);
        const { segment } = current;
        current.segment = { ...segment, exchanges: segment.exchanges + batch.lines.length, bytes: segment.bytes + bytes.length, from: Math.min(segment.from, batch.from), to: Math.max(segment.to, batch.to) };
        if (current.segment.bytes >= segmentBytes) await finish(null, {});
      }),
    end: (dropped) => inTurn(() => finish(now(), dropped)),
    // It was empty before.
    discard: () => inTurn(() => rm(directory, { recursive: true })),
  };
}

async function prepare(directory: string, key: Uint8Array): Promise<void> {
  await refusing(directory, async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const [found] = await readdir(directory);
    if (found !== undefined) throw new BanyanError('RECORDING_UNWRITABLE', `${directory} is not empty: it holds ${found}`, { remedy: 'Name another directory with --out, or remove this one.' });
    await writeFile(join(directory, KEY_FILE), `${Buffer.from(key).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  });
}

/** All of it or, where that cannot be, nothing: a part of a member would be the end of the segment. */
async function appendWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  const { size } = await file.stat();
  try {
    await file.appendFile(bytes);
  } catch (error) {
    await file.truncate(size).catch(() => {});
    throw error;
  }
}

async function refusing<T>(directory: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof BanyanError) throw error;
    const full = (error as NodeJS.ErrnoException).code === 'ENOSPC';
    throw new BanyanError('RECORDING_UNWRITABLE', full ? `the disk of ${directory} is full` : `${directory} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
