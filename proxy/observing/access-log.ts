import type { CallerRequest } from '../listening/caller-request.ts';
import type { Log } from './log.ts';
import type { Served } from '../forwarding/serve.ts';

/** One line for each request. Neither the query nor who called is in it. */
export function writeAccessLog(log: Log, { method, path }: CallerRequest, { decision, status, ms }: Served): void {
  log.info({ ...decision, method, path, status, ms: Math.round(ms * 10) / 10 });
}
