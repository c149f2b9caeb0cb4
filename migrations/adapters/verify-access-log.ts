import { formatDuration } from '../../domain/duration.ts';
import { finding, type Finding } from '../verify/finding.ts';
import type { S3AccessLog } from './aws/access-log/access-log.ts';

const HOUR_MS = 3_600_000;

/**
 * Whether the load balancer delivers its access log to where the configuration looks for it, and it can be read there.
 * @throws BanyanError AWS_REFUSED where listing or reading is not allowed
 */
export async function verifyAccessLog(place: string, log: Pick<S3AccessLog, 'files' | 'open'>, now: number): Promise<Finding> {
  const last = (await log.files(now - HOUR_MS)).at(-1);
  if (!last) return finding('access log', 'ng', `nothing was delivered below ${place} within the last hour; look at the load balancer’s attributes access_logs.s3.enabled, .bucket and .prefix. While nobody calls nothing is delivered either`);
  await log.open(last);
  return finding('access log', 'ok', `its last file ends ${formatDuration(Math.max(0, now - last.endsAt))} ago`);
}
