import { appendFile, mkdir, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { loadBalancerDimension } from '../../arns.ts';

/** Where a load balancer's access log goes: a bucket and, in it, a prefix that may be empty. */
export interface LogPlace {
  readonly bucket: string;
  readonly prefix: string;
}

export interface AccessLogOptions {
  readonly loadBalancerArn: string;
  /** Holds a folder per bucket. */
  readonly buckets: string;
  /** Address of the load balancer's node. */
  readonly node: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly onFailure: (error: Error) => void;
}

/**
 * The access log of one load balancer. `following/<name>.log` in the bucket has the lines of the interval that is under way, as they come, for people
 * (`tail -F`); what is delivered is a gzip'd file per interval under the key that AWS gives it.
 */
export interface AccessLog {
  write(place: LogPlace, line: string): void;
  /** Delivers what was written so far. */
  deliver(): Promise<void>;
}

/** Lines are put off this long, to be written together; an interval with more than this many bytes is delivered before its end. */
const BATCH_MS = 200;
const MAX_PENDING_BYTES = 8 * 1024 * 1024;

export function createAccessLog({ loadBalancerArn, buckets, node, now, random, onFailure }: AccessLogOptions): AccessLog {
  const [, , , region = '', account = ''] = loadBalancerArn.split(':');
  const name = loadBalancerDimension(loadBalancerArn).replaceAll('/', '.');
  let lines: string[] = [];
  let bytes = 0;
  let followed = 0;
  let place: LogPlace = { bucket: '', prefix: '' };
  let batch: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();

  /** One write at a time, in order; a disk that fails costs lines, never requests. */
  const inOrder = (work: () => Promise<unknown>): Promise<void> => (last = last.then(work).then(() => undefined, onFailure));

  const followingFile = (): string => join(buckets, place.bucket, 'following', `${name}.log`);

  const follow = (): void => {
    batch = undefined;
    const fresh = lines.slice(followed).join('');
    followed = lines.length;
    const file = followingFile();
    void inOrder(async () => {
      await mkdir(dirname(file), { recursive: true });
      await appendFile(file, fresh);
    });
  };

  const deliver = (): Promise<void> => {
    clearTimeout(batch);
    batch = undefined;
    if (lines.length === 0) return last;
    const content = lines.join('');
    const file = join(buckets, place.bucket, place.prefix, keyOf());
    const following = followingFile();
    lines = [];
    bytes = 0;
    followed = 0;
    return inOrder(async () => {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, await promisify(gzip)(content));
      await truncate(following).catch(() => undefined);
    });
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
      batch ??= setTimeout(follow, BATCH_MS).unref();
    },
    deliver,
  };
}
