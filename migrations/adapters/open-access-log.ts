import type { Config } from '../../domain/config.ts';
import { parseS3Place } from '../../domain/s3-place.ts';
import type { Clock } from '../ports/clock.ts';
import type { AccessLogOptions, S3AccessLog } from './aws/access-log/access-log.ts';

/** The access log that the configuration names; `undefined` where it names none. Speaks to nobody yet. */
export async function openAccessLog({ stats, aws }: Pick<Config, 'stats' | 'aws'>, clock: Clock, asked: Pick<AccessLogOptions, 'groups' | 'legacy'>): Promise<S3AccessLog | undefined> {
  const place = parseS3Place(stats.accessLog ?? '');
  if (!place) return undefined;
  // Its client is not loaded where nobody needs it.
  const { createS3AccessLog } = await import('./aws/access-log/access-log.ts');
  return createS3AccessLog({ ...place, aws, clock, ...asked });
}
