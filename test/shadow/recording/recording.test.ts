import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { recordExchange } from '../../../shadow/recording/record-exchange.ts';
import { openRecording } from '../../../shadow/recording/read-recording.ts';
import { createRecordingWriter, type Batch } from '../../../shadow/recording/write-recording.ts';
import { AT, json } from '../answers.ts';

const KEY = new Uint8Array(32).fill(3);
const MIB = 1024 * 1024;

let directory: string;
beforeEach(async () => void (directory = join(await mkdtemp(join(tmpdir(), 'banyan-recording-')), 'catalog')));
afterEach(() => rm(join(directory, '..'), { recursive: true }));

const lineOf = (n: number) => JSON.stringify(recordExchange({ at: AT + n, session: `s${n}`, method: 'GET', target: `/api/products/${n}`, headers: [], body: new Uint8Array(), answer: json({ n }) }, { key: KEY }));
const batch = (from: number, count: number): Batch => ({ lines: Array.from({ length: count }, (_, i) => lineOf(from + i)), from: AT + from, to: AT + from + count - 1 });
const writer = (rest: Partial<Parameters<typeof createRecordingWriter>[0]> = {}) => createRecordingWriter({ directory, group: 'catalog', key: KEY, maxBytes: MIB, now: () => AT, ...rest });

async function readBack(): Promise<{ targets: string[]; told: string[]; unreadable: number }> {
  const [told, targets]: [string[], string[]] = [[], []];
  let unreadable = 0;
  const recording = await openRecording(directory);
  for await (const { request } of recording.exchanges({ told: (problem) => told.push(problem), unreadable: () => (unreadable += 1) })) targets.push(request.target);
  return { targets, told, unreadable };
}
const targets = (from: number, count: number) => Array.from({ length: count }, (_, i) => `/api/products/${from + i}`);

test('what is written is read back in its order, whoever wrote at the same time', async () => {
  const { write, end } = await writer();
  await Promise.all([write(batch(0, 3)), write(batch(3, 2))]);
  expect(await end({ busy: 2 })).toMatchObject({ group: 'catalog', forgotten: 0, dropped: { busy: 2 }, segments: [{ file: '000001.ndjson.gz', exchanges: 5, from: AT, to: AT + 4 }] });
  expect(await readBack()).toEqual({ targets: targets(0, 5), told: [], unreadable: 0 });
  expect(Buffer.from((await openRecording(directory)).key)).toEqual(Buffer.from(KEY));
});

test('nobody but its owner can read it', async () => {
  const { write, end } = await writer();
  await write(batch(0, 1));
  await end({});
  for (const file of ['recording.key', 'recording.json', '000001.ndjson.gz']) expect((await stat(join(directory, file))).mode & 0o077).toBe(0);
});

test('the oldest give way to the newest where there is more than may be kept', async () => {
  const { write, end } = await writer({ maxBytes: 16_384 });
  for (let i = 0; i < 60; i++) await write(batch(i * 10, 10));
  const { segments, forgotten } = await end({});
  expect(segments.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(16_384);
  expect(forgotten).toBeGreaterThan(0);
  const kept = await readBack();
  expect(kept.targets).toEqual(targets(forgotten, 600 - forgotten));
  expect(kept.told).toEqual([]);
});

describe('a recording that was broken off', () => {
  test('is read without its index', async () => {
    const { write, end } = await writer();
    await write(batch(0, 3));
    await end({});
    await rm(join(directory, 'recording.json'));
    expect(await readBack()).toEqual({ targets: targets(0, 3), told: [], unreadable: 0 });
  });

  test.each([1, 9, 20])('within a batch, %d bytes before its end, is read up to what is whole, and says so', async (missing) => {
    const { write, end } = await writer();
    await write(batch(0, 3));
    await write(batch(3, 3));
    await end({});
    await rm(join(directory, 'recording.json'));
    const file = join(directory, '000001.ndjson.gz');
    await truncate(file, (await stat(file)).size - missing);
    const { targets: read, told } = await readBack();
    expect(read.slice(0, 3)).toEqual(targets(0, 3));
    expect(read).toEqual(targets(0, read.length));
    expect(told).toEqual([expect.stringMatching(new RegExp(`^000001.ndjson.gz is cut off \\(.+\\): ${read.length} exchanges of it were whole$`))]);
  });
});

test.each([
  ['a line that is none', gzipSync('nonsense\n'), 1],
  ['another program’s line', gzipSync('{"at":1}\n'), 1],
  ['noughts that a crash has left', Buffer.alloc(4096), 0],
])('%s among the others harms none of them', async (_what, bytes, unreadable) => {
  const { write, end } = await writer();
  await write(batch(0, 2));
  await end({});
  await appendFile(join(directory, '000001.ndjson.gz'), bytes);
  expect(await readBack()).toMatchObject({ targets: targets(0, 2), unreadable });
});

test('a segment that is missing, or of another group, is named', async () => {
  const { write, end } = await writer({ maxBytes: 64 * 1024 });
  for (let i = 0; i < 100; i++) await write(batch(i * 10, 10));
  const { segments } = await end({});
  expect(segments.length).toBeGreaterThan(2);
  await rm(join(directory, segments[0]!.file));
  await writeFile(join(directory, segments[1]!.file), gzipSync('{"banyanRecording":1,"group":"cart"}\n'));
  expect((await readBack()).told.toSorted()).toEqual([`${segments[0]!.file} is missing`, `${segments[1]!.file} is of another route group, cart`]);
});

test('a gzip bomb is read line by line, and a line that is too long is none', async () => {
  const { write, end } = await writer();
  await write(batch(0, 1));
  await end({});
  await appendFile(join(directory, '000001.ndjson.gz'), gzipSync(Buffer.alloc(48 * MIB, 'a')));
  await appendFile(join(directory, '000001.ndjson.gz'), gzipSync(`\n${lineOf(1)}\n`));
  expect(await readBack()).toEqual({ targets: targets(0, 2), told: [], unreadable: 1 });
});

describe('refused with what is to be done', () => {
  test('a directory in which there is something', async () => {
    const { end } = await writer();
    await end({});
    await expect(writer()).rejects.toMatchObject({ code: 'RECORDING_UNWRITABLE', message: expect.stringContaining('is not empty'), remedy: expect.stringContaining('--out') });
  });

  test('a disk that is full: what was written before is whole', async () => {
    let room = 3;
    const append = async (file: FileHandle, bytes: Uint8Array) => {
      if (room-- > 0) return file.appendFile(bytes);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    const { write, end } = await writer({ append });
    await write(batch(0, 2));
    await write(batch(2, 2));
    await expect(write(batch(4, 2))).rejects.toMatchObject({ code: 'RECORDING_UNWRITABLE', message: `the disk of ${directory} is full` });
    await end({});
    expect(await readBack()).toEqual({ targets: targets(0, 4), told: [], unreadable: 0 });
  });

  const file = (name: string) => join(directory, name);
  test.each<[string, () => Promise<unknown>, string]>([
    ['no directory', async () => {}, 'cannot be read'],
    ['an empty recording', async () => (await writer()).end({}), 'holds no recording'],
    ['a recording without its key', () => written().then(() => rm(file('recording.key'))), 'the key of the recording cannot be read'],
    ['a key that is none', () => written().then(() => writeFile(file('recording.key'), 'x')), 'holds no key'],
    ['an index that is none', () => written().then(() => writeFile(file('recording.json'), '{"banyanRecording":2}')), 'is no index'],
    ['a segment of another version', () => written().then(() => rm(file('recording.json'))).then(() => writeFile(file('000001.ndjson.gz'), gzipSync('{"banyanRecording":2,"group":"catalog"}\n'))), 'version 1'],
  ])('%s', async (_what, prepare, words) => {
    await prepare();
    await expect(openRecording(directory)).rejects.toMatchObject({ code: 'RECORDING_INVALID', message: expect.stringContaining(words) });
  });

  async function written(): Promise<void> {
    const { write, end } = await writer();
    await write(batch(0, 1));
    await end({});
  }
});

test('the index can be read by people', async () => {
  const { write, end } = await writer();
  await write(batch(0, 1));
  await end({});
  expect(await readFile(join(directory, 'recording.json'), 'utf8')).toMatch(/^\{\n {2}"banyanRecording": 1,\n {2}"group": "catalog",/);
});
