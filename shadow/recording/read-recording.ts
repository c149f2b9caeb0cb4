import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { linesOf } from '../../domain/lines.ts';
import { parseRecorded, type RecordedExchange } from './recorded-exchange.ts';
import type { ReadProblems } from './read-problems.ts';
import { unzipped } from './unzipped.ts';
import { headerSchema, INDEX_FILE, indexSchema, KEY_FILE, SEGMENT_FILE, VERSION, type RecordingIndex } from './recording-files.ts';

/** A recording to read from. */
export interface Recording {
  readonly group: string;
  readonly key: Uint8Array;
  /** How many there are; `undefined` where a recording was cut off before it could say so. */
  readonly total: number | undefined;
  /** In the order in which they were written, one held at a time. */
  exchanges(problems: ReadProblems): AsyncGenerator<RecordedExchange>;
}

/** Of one exchange, written out. */
const MAX_LINE = 32 * 1024 * 1024;

/**
 * Opens a recording. A segment that was cut off is read up to its last whole exchange.
 * @param keyFile where the key is, if not with the recording
 * @throws BanyanError RECORDING_INVALID
 */
export async function openRecording(directory: string, keyFile: string = join(directory, KEY_FILE)): Promise<Recording> {
  const files = (await readdir(directory).catch((error: unknown) => invalid(`${directory} cannot be read: ${messageOf(error)}`))).filter((file) => SEGMENT_FILE.test(file)).toSorted();
  const [first] = files;
  if (first === undefined) return invalid(`${directory} holds no recording: there is no segment such as 000001.ndjson.gz in it`);
  const index = await readIndex(directory);
  const key = await readKey(keyFile);
  const group = index?.group ?? (await groupOf(join(directory, first)));
  return {
    group,
    key,
    total: index?.segments.reduce((sum, { exchanges }) => sum + exchanges, 0),
    async *exchanges(problems) {
      for (const file of files) {
        const expected = index?.segments.find((segment) => segment.file === file)?.exchanges;
        yield* readSegment(directory, file, group, expected, problems);
      }
      for (const { file } of index?.segments ?? []) if (!files.includes(file)) problems.told(`${file} is missing`);
    },
  };
}

async function* readSegment(directory: string, file: string, group: string, expected: number | undefined, { told, unreadable }: ReadProblems): AsyncGenerator<RecordedExchange> {
  let lines = 0;
  const segment = openSegment(join(directory, file));
  let header: string | undefined;
  for await (const line of segment.lines) {
    if (header === undefined) {
      header = groupIn(line);
      if (header !== group) return told(header === undefined ? `${file} is no segment of a recording of version ${VERSION}` : `${file} is of another route group, ${header}`);
      continue;
    }
    const exchange = typeof line === 'string' ? parseRecorded(line) : undefined;
    lines += 1;
    if (exchange) yield exchange;
    else unreadable();
  }
  const { problem } = segment;
  if (problem !== undefined) told(`${file} is cut off (${problem}): ${lines} exchanges of it were whole`);
  else if (expected !== undefined && lines < expected) told(`${file} holds ${lines} exchanges, and the index says ${expected}`);
}

/** The lines of a gzipped file as far as they can be had; after the last, why not all could be. */
function openSegment(path: string): { readonly lines: ReturnType<typeof linesOf>; readonly problem: string | undefined } {
  let problem: string | undefined;
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield* unzipped(path);
    } catch (error) {
      problem = messageOf(error);
    }
  }
  return {
    lines: linesOf(whole(), { maxBytes: MAX_LINE, isWhole: () => problem === undefined }),
    get problem() {
      return problem;
    },
  };
}

async function groupOf(path: string): Promise<string> {
  const first = await openSegment(path).lines.next();
  return (first.done ? undefined : groupIn(first.value)) ?? invalid(`${path} is no segment of a recording of version ${VERSION}`);
}

function groupIn(line: unknown): string | undefined {
  try {
    return headerSchema.safeParse(JSON.parse(String(line))).data?.group;
  } catch {
    return undefined;
  }
}

async function readIndex(directory: string): Promise<RecordingIndex | null> {
  const path = join(directory, INDEX_FILE);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return null;
  try {
    return indexSchema.parse(JSON.parse(text));
  } catch {
    return invalid(`${path} is no index of a recording of version ${VERSION}`, 'Remove it: the segments are read without it too.');
  }
}

async function readKey(path: string): Promise<Uint8Array> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => invalid(`the key of the recording cannot be read: ${messageOf(error)}`, 'Name the file with --key: without it nothing that was redacted can be compared.'));
  const key = Buffer.from(text.trim(), 'base64url');
  return key.length >= 16 ? key : invalid(`${path} holds no key of a recording`);
}

function invalid(message: string, remedy?: string): never {
  throw new BanyanError('RECORDING_INVALID', message, remedy === undefined ? undefined : { remedy });
}
