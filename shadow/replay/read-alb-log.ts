import { createReadStream } from 'node:fs';
import { parseAlbLogLine } from '../../domain/alb-log-line.ts';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { linesOf } from '../../domain/lines.ts';
import { isGzip } from '../recording/is-gzip.ts';
import type { ReadProblems } from '../recording/read-problems.ts';
import { unzipped } from '../recording/unzipped.ts';
import { SAFE_METHODS, type ReplayItem } from './replay-item.ts';

/** Of a line: a load balancer's are a few kilobytes. */
const MAX_LINE = 256 * 1024;

/**
 * The reads of a load balancer's access log, gzipped or plain, one line held at a time. It has no bodies, so of what changes something there is not enough, and
 * nothing of what was answered.
 * @throws BanyanError RECORDING_INVALID
 */
export async function* readAlbLog(file: string, { told, unreadable }: ReadProblems): AsyncGenerator<ReplayItem> {
  let problem: string | undefined;
  let lines = 0;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      yield* (await isGzip(file)) ? unzipped(file) : (createReadStream(file) as AsyncIterable<Buffer>);
    } catch (error) {
      problem = messageOf(error);
    }
  }
  for await (const line of linesOf(bytes(), { maxBytes: MAX_LINE, isWhole: () => problem === undefined })) {
    lines += 1;
    const item = typeof line === 'string' ? parseAlbLine(line) : undefined;
    if (item) yield item;
    else unreadable();
  }
  if (problem !== undefined && lines > 0) told(`${file} cannot be read to its end (${problem}): ${lines} lines of it were whole`);
  else if (problem !== undefined) throw new BanyanError('RECORDING_INVALID', `${file} cannot be read: ${problem}`, { remedy: 'Name access logs of an Application Load Balancer with --alb-log, whole as S3 has them.' });
}

/** `undefined` where the line is no read. */
export function parseAlbLine(line: string): ReplayItem | undefined {
  const logged = parseAlbLogLine(line);
  if (!logged || !/^(?:https?|h2)$/.test(logged.type) || !SAFE_METHODS.has(logged.method) || logged.target === '') return undefined;
  const { at, client, method, target } = logged;
  return { at, session: client, request: { method, target, headers: [], cookies: [], body: null, withheld: [] }, answer: null };
}
