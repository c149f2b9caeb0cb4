import type { AlbLogLine } from '../../domain/alb-log-line.ts';
import type { ObservedRequest } from './observed-request.ts';

/** The request of a line of a load balancer's access log; `undefined` where it tells of none. It knows no cookies: a caller is an address with a user agent. */
export function albRequest(line: AlbLogLine | undefined): ObservedRequest | undefined {
  if (!line || line.target === '' || !/^(?:https?|h2)$/.test(line.type)) return undefined;
  const { at, client, userAgent, method, target, status, ms } = line;
  return { at, caller: `${client} ${userAgent}`, method, target, status, ms };
}
