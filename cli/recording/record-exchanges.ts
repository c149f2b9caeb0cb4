import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { formatDuration } from '../../domain/duration.ts';
import { createRecordingWriter, followProxy, NotFollowed, type RecordOrder, type RecordingIndex, type RecordingWriter } from '../../shadow/index.ts';
import { formatBytes } from '../../domain/bytes.ts';
import type { CommonOptions, Io } from '../io.ts';
import { printBroken } from '../terminal/print-broken.ts';
import { showProgress } from '../waiting/show-progress.ts';

export interface RecordOptions extends CommonOptions {
  readonly out: string;
  readonly forMs: number;
  readonly maxBytes: number;
  /** Share of the sessions, 0–1. */
  readonly sample: number;
  readonly writes: boolean;
  /** Operators' ports of the proxies; none: those that Cloud Map knows. */
  readonly proxies: readonly string[];
}

/** An order of record lines that are written together: of so many characters at most, and at least so often. */
const BATCH_CHARACTERS = 256 * 1024;

/** Records a route group until its time is over or Ctrl-C, from all proxies at once. */
export async function recordGroup(io: Io, options: RecordOptions, group: string): Promise<void> {
  const { token, urls } = await findProxies(io, options, group);
  const key = randomBytes(32);
  const directory = resolve(io.directory, options.out);
  const writer = await createRecordingWriter({ directory, group, key, maxBytes: options.maxBytes, now: io.now });
  const order: RecordOrder = { group, key: key.toString('base64url'), sample: options.sample, seconds: Math.max(1, Math.ceil(options.forMs / 1_000)), writes: options.writes };
  // One that cannot write down what comes ends all.
  const failed = new AbortController();
  const signal = AbortSignal.any([io.signal, failed.signal]);
  if (!options.json) io.err(`Recording ${group} from ${urls.length} ${urls.length === 1 ? 'proxy' : 'proxies'} for ${formatDuration(options.forMs)} into ${directory}. Ctrl-C ends it earlier.`);
  const [progress, began] = [showProgress(io, 'exchanges'), io.now()];
  let kept = 0;
  const onRead = (exchanges: number) => progress(Math.min(1, (io.now() - began) / options.forMs), (kept += exchanges));
  const followed = await Promise.all(
    urls.map((url) =>
      follow(url, writer, { token, order, signal }, onRead).catch((error: unknown) => {
        if (!(error instanceof NotFollowed)) failed.abort();
        return { url, error };
      }),
    ),
  );
  const broken = followed.find((each) => 'error' in each && !(each.error instanceof NotFollowed));
  if (broken && 'error' in broken) {
    await writer.end({}).catch(() => {});
    throw broken.error;
  }
  const absent = followed.flatMap((each) => ('error' in each ? [`${each.url} (${messageOf(each.error)})`] : []));
  if (absent.length === urls.length && !io.signal.aborted) {
    await writer.discard();
    throw new BanyanError('PROXY_UNREACHABLE', `No proxy records ${group}: ${absent.join('; ')}`, { remedy: 'Check that the proxies run, know the route group, and were started with the BANYAN_ADMIN_TOKEN that is set here.' });
  }
  const dropped = sum(followed.map((each) => ('error' in each ? {} : each.dropped)));
  const index = await writer.end(dropped);
  // What holds nothing would only be in the way of the next one.
  if (index.segments.length === 0) await writer.discard();
  tell(io, options, directory, index, { absent, ended: followed.flatMap((each) => ('error' in each || each.end === undefined ? [] : [`${each.url}: ${each.end}`])) });
}

async function findProxies(io: Io, options: RecordOptions, group: string): Promise<{ token: string; urls: readonly string[] }> {
  if (options.proxies.length > 0) return { token: tokenIn(io.environment), urls: options.proxies };
  const { openProxies } = await import('../parts/open-proxies.ts');
  const { environment, urls } = await openProxies(io, options, group);
  return { token: tokenIn(environment), urls };
}

function tokenIn(environment: Io['environment']): string {
  const token = environment['BANYAN_ADMIN_TOKEN'];
  if (!token) throw new BanyanError('CREDENTIALS_MISSING', 'BANYAN_ADMIN_TOKEN is not set', { remedy: 'Set BANYAN_ADMIN_TOKEN to what the proxies were started with.' });
  return token;
}

interface Followed {
  readonly url: string;
  readonly dropped: Readonly<Record<string, number>>;
  /** Why the proxy sends no more, where it says so. */
  readonly end: string | undefined;
}

async function follow(url: string, writer: RecordingWriter, options: Parameters<typeof followProxy>[1], onRead: (exchanges: number) => void): Promise<Followed> {
  let lines: string[] = [];
  let characters = 0;
  let [from, to] = [Infinity, -Infinity];
  let dropped: Readonly<Record<string, number>> = {};
  let unreadable = 0;
  let end: string | undefined;
  const flush = async () => {
    if (lines.length === 0) return;
    const batch = { lines, from, to };
    lines = [];
    characters = 0;
    [from, to] = [Infinity, -Infinity];
    await writer.write(batch);
  };
  for await (const each of followProxy(url, options)) {
    if ('exchange' in each) {
      const { exchange, line } = each;
      lines.push(line);
      characters += line.length;
      [from, to] = [Math.min(from, exchange.at), Math.max(to, exchange.at)];
      onRead(1);
    } else if ('unreadable' in each) unreadable++;
    else {
      dropped = { ...dropped, ...each.dropped };
      end = each.end;
      onRead(0);
    }
    // A note comes every second: what was recorded is on the disk within that time.
    if (characters >= BATCH_CHARACTERS || 'dropped' in each) await flush();
  }
  await flush();
  return { url, dropped: unreadable > 0 ? { ...dropped, unreadable } : dropped, end };
}

function tell(io: Io, { json, sample }: RecordOptions, directory: string, index: RecordingIndex, { absent, ended }: { absent: readonly string[]; ended: readonly string[] }): void {
  const exchanges = index.segments.reduce((total, segment) => total + segment.exchanges, 0);
  const bytes = index.segments.reduce((total, segment) => total + segment.bytes, 0);
  if (json) return io.out(JSON.stringify({ recording: directory, group: index.group, exchanges, bytes, segments: index.segments.length, forgotten: index.forgotten, dropped: index.dropped, sample, proxiesWithout: absent }));
  printBroken(io, `${exchanges.toLocaleString('en')} exchanges of ${index.group} are in ${directory} (${formatBytes(bytes)}, ${index.segments.length} ${index.segments.length === 1 ? 'segment' : 'segments'}).`);
  if (exchanges === 0) printBroken(io, '  Nothing came, and so nothing was kept: is the group in front of a proxy yet, and is it being asked?');
  if (index.forgotten > 0) printBroken(io, `  ${index.forgotten.toLocaleString('en')} earlier ones gave way to them: --max-bytes.`);
  const dropped = Object.entries(index.dropped).map(([reason, count]) => `${count.toLocaleString('en')} ${reason}`);
  if (dropped.length > 0) printBroken(io, `  Not kept: ${dropped.join(', ')}.`);
  for (const proxy of absent) printBroken(io, `  Not recorded: ${proxy}.`);
  for (const proxy of ended.filter((each) => !each.includes('its time is over'))) printBroken(io, `  Ended early: ${proxy}.`);
  if (exchanges > 0) printBroken(io, `  Replay them: banyan replay ${index.group} --from ${directory} --against URL`);
}

function sum(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const each of all) for (const [reason, count] of Object.entries(each)) total[reason] = (total[reason] ?? 0) + count;
  return total;
}
