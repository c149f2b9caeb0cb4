import type { Config } from '../../domain/config.ts';
import type { Clock } from '../ports/clock.ts';
import type { AccessLogOptions, S3AccessLog } from './aws/access-log/access-log.ts';

/** The access log that the configuration names; `undefined` where it names none. Speaks to nobody yet. */
export async function openAccessLog({ stats, aws }: Pick<Config, 'stats' | 'aws'>, clock: Clock, asked: Pick<AccessLogOptions, 'groups' | 'legacy'>): Promise<S3AccessLog | undefined> {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*?)\/?$/.exec(stats.accessLog ?? '') ?? [];
  if (bucket === undefined) return undefined;
  // Its client is not loaded where nobody needs it.
  const { createS3AccessLog } = await import('./aws/access-log/access-log.ts');
  return createS3AccessLog({ bucket, prefix, aws, clock, ...asked });
}
