import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { BanyanError } from '../../../../domain/errors.ts';
import { clientOptions, translated, type AwsPlace } from '../clients.ts';
import { readLogFile, type LogLine } from './read-log-file.ts';

/** Log files of load balancers below a prefix, whosever they are. */
export interface LogBucket {
  /** In the order of their names. */
  readonly files: readonly { readonly key: string; readonly bytes: number }[];
  lines(key: string): AsyncGenerator<LogLine>;
  close(): void;
}

/** Weeks of a busy load balancer; who has more names a longer prefix. */
const MOST_FILES = 20_000;

/**
 * Lists the files that load balancers have delivered below `s3://bucket/prefix`.
 * @throws BanyanError TRAFFIC_UNREADABLE where there is none, or more than can be read; AWS_REFUSED
 */
export async function openLogBucket(aws: AwsPlace, bucket: string, prefix: string): Promise<LogBucket> {
  const s3 = translated('S3', aws.endpoint ?? aws.region, new S3Client({ ...clientOptions(aws), forcePathStyle: aws.endpoint !== undefined, followRegionRedirects: true }));
  try {
    const files: { key: string; bytes: number }[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
      for (const { Key = '', Size = 0 } of Contents) if (Key.endsWith('.log.gz')) files.push({ key: Key, bytes: Size });
      if (files.length > MOST_FILES) throw new BanyanError('TRAFFIC_UNREADABLE', `below s3://${bucket}/${prefix} are more than ${MOST_FILES.toLocaleString('en')} log files`, { remedy: 'Name a longer prefix, that of a few days: s3://…/AWSLogs/ACCOUNT/elasticloadbalancing/REGION/2026/03/01' });
    }
    if (files.length === 0) throw new BanyanError('TRAFFIC_UNREADABLE', `below s3://${bucket}/${prefix} is no log file (*.log.gz)`);
    return { files, lines: (key) => readLogFile({ s3, bucket }, key), close: () => s3.destroy() };
  } catch (error) {
    s3.destroy();
    throw error;
  }
}
