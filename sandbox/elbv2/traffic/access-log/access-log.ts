import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ObjectSink } from '../../../s3/object-sink.ts';
import { loadBalancerDimension } from '../../arns.ts';
import { logKey, type LogPlace } from './log-place.ts';

export interface AccessLogOptions {
  readonly loadBalancerArn: string;
  readonly s3: ObjectSink;
  /** Address of the load balancer's node. */
  readonly node: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly onFailure: (error: Error) => void;
}

/** The access log of one load balancer: a gzip'd file per interval, under the key that AWS gives it. */
export interface AccessLog {
  write(place: LogPlace, line: string): void;
  /** Delivers what was written so far. */
  deliver(): Promise<void>;
}

/** An interval with more than this many bytes is delivered before its end. */
const MAX_PENDING_BYTES = 8 * 1024 * 1024;

export function createAccessLog({ loadBalancerArn, s3, node, now, random, onFailure }: AccessLogOptions): AccessLog {
  const [, , , region = '', account = ''] = loadBalancerArn.split(':');
  const name = loadBalancerDimension(loadBalancerArn).replaceAll('/', '.');
  let lines: string[] = [];
  let bytes = 0;
  let place: LogPlace = { bucket: '', prefix: '' };
  let last: Promise<void> = Promise.resolve();

  const deliver = (): Promise<void> => {
    if (lines.length === 0) return last;
    const content = lines.join('');
    const { bucket, prefix } = place;
    const key = logKey(prefix, keyOf());
    lines = [];
    bytes = 0;
    // One at a time, in order; a bucket that is gone or full costs lines, never requests.
    return (last = last.then(async () => s3.put(bucket, key, await promisify(gzip)(content))).catch(onFailure));
  };

  const keyOf = (): string => {
    const end = new Date(now()).toISOString();
    const day = end.slice(0, 10).replaceAll('-', '/');
    const minute = end.slice(0, 16).replace(/[-:]/g, '');
    const unique = Math.floor(random() * 36 ** 8).toString(36).padStart(8, '0');
    return `AWSLogs/${account}/elasticloadbalancing/${region}/${day}/${account}_elasticloadbalancing_${region}_${name}_${minute}Z_${node}_${unique}.log.gz`;
  };

  return {
    write(to, line) {
      if (lines.length > 0 && (to.bucket !== place.bucket || to.prefix !== place.prefix || bytes > MAX_PENDING_BYTES)) void deliver();
      place = to;
      lines.push(`${line}\n`);
      bytes += line.length;
    },
    deliver,
  };
}
