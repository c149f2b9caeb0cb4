import { GetObjectCommand } from '@aws-sdk/client-s3';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parseAlbLogLine, type AlbLogLine } from '../../../../domain/alb-log-line.ts';
import { BanyanError } from '../../../../domain/errors.ts';
import { linesOf } from '../../../../domain/lines.ts';
import type { LogPlace } from './log-files.ts';

/** Of a line: a load balancer's are a few kilobytes. */
const MAX_LINE = 256 * 1024;

/** A line that was read, or what became of it. */
export type LogLine = AlbLogLine | 'unreadable' | 'broken';

/** The lines of a file, one held at a time; `broken` comes last where it cannot be read to its end. */
export async function* readLogFile({ s3, bucket }: Pick<LogPlace, 's3' | 'bucket'>, key: string): AsyncGenerator<LogLine> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  // Its errors come out of the iteration.
  const unzipped = pipeline(Body as Readable, createGunzip(), () => {});
  try {
    for await (const line of linesOf(unzipped, { maxBytes: MAX_LINE, isWhole: () => true })) {
      yield (typeof line === 'string' && parseAlbLogLine(line)) || 'unreadable';
    }
  } catch (error) {
    if (error instanceof BanyanError) throw error;
    yield 'broken';
  }
}
