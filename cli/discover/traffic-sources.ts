import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseAlbLogLine } from '../../domain/alb-log-line.ts';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { openLogBucket, type LogBucket } from '../../migrations/adapters/aws/access-log/log-bucket.ts';
import { albRequest } from '../../shadow/traffic/alb-request.ts';
import type { ObservedRequest, TrafficReading } from '../../shadow/traffic/observed-request.ts';
import { proxyRequest } from '../../shadow/traffic/proxy-request.ts';
import { readHarTraffic } from '../../shadow/traffic/read-har-traffic.ts';
import { readLog } from '../../shadow/traffic/read-log.ts';
import type { Io } from '../io.ts';
import { adoptAwsEnvironment } from '../parts/open-engine.ts';

/** What tells of traffic, as it was named. */
export interface TrafficNames {
  /** Files, and `s3://bucket/prefix`. */
  readonly albLogs: readonly string[];
  readonly proxyLogs: readonly string[];
  readonly hars: readonly string[];
}

/** Something with requests in it. */
export interface TrafficSource {
  readonly bytes: number;
  readonly open: (reading: TrafficReading) => AsyncGenerator<ObservedRequest>;
}

/** Everything that was named, opened; and how to close it. */
export async function openTraffic(io: Io, { albLogs, proxyLogs, hars }: TrafficNames): Promise<{ readonly sources: readonly TrafficSource[]; readonly close: () => void }> {
  const buckets: LogBucket[] = [];
  const fileOf = async (named: string, read: (file: string, reading: TrafficReading) => AsyncGenerator<ObservedRequest>): Promise<TrafficSource> => {
    const file = resolve(io.directory, named);
    return { bytes: await sizeOf(file), open: (reading) => read(file, reading) };
  };
  const albLog = async (named: string): Promise<readonly TrafficSource[]> => {
    const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(named) ?? [];
    if (bucket === undefined) return [await fileOf(named, (file, reading) => readLog(file, reading, (line) => albRequest(parseAlbLogLine(line))))];
    const opened = await openLogBucket(placeOf(io), bucket, prefix);
    buckets.push(opened);
    return opened.files.map(({ key, bytes }) => ({ bytes, open: (reading) => loggedIn(opened, key, bytes, reading) }));
  };
  const sources = await Promise.all([...albLogs.map(albLog), ...proxyLogs.map(async (named) => [await fileOf(named, (file, reading) => readLog(file, reading, proxyRequest))]), ...hars.map(async (named) => [await fileOf(named, readHarTraffic)])]);
  return { sources: sources.flat(), close: () => buckets.forEach((bucket) => bucket.close()) };
}

async function* loggedIn(bucket: LogBucket, key: string, bytes: number, { unreadable, read }: TrafficReading): AsyncGenerator<ObservedRequest> {
  for await (const line of bucket.lines(key)) {
    const found = typeof line === 'string' ? undefined : albRequest(line);
    if (found) yield found;
    else unreadable();
  }
  read(bytes);
}

/** S3 says by itself in which region a bucket is. */
function placeOf({ environment }: Io): { region: string; endpoint?: string } {
  adoptAwsEnvironment(environment);
  const { AWS_REGION: region, AWS_DEFAULT_REGION: usual, AWS_ENDPOINT_URL: endpoint } = environment;
  return { region: region ?? usual ?? 'us-east-1', ...(endpoint !== undefined && { endpoint }) };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw new BanyanError('TRAFFIC_UNREADABLE', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
