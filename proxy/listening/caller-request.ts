import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { normalPath } from '../../domain/normal-path.ts';
import { pathOf } from '../../domain/route-match.ts';
import { identifyCaller, type CallerSource } from '../deciding/caller-source.ts';
import type { RouteFacts } from '../deciding/decide-route.ts';
import { PROXY_HEADER, requestHeaders, SHADOW_HEADER } from '../forwarding/message-headers.ts';

/** Everything of a caller's request but its body, read once: what is sent on is made from this. */
export interface CallerRequest extends RouteFacts {
  /** Path and query, byte for byte. */
  readonly target: string;
  /** The `Host` that was asked for; empty where none was. */
  readonly host: string;
  /** As an upstream gets them, `[name, value, …]`. */
  readonly headers: readonly string[];
  readonly hasBody: boolean;
  /** Whether it is a shadow itself. */
  readonly isShadow: boolean;
  /** Names the session: the caller, or who it may be where nobody says. */
  readonly session: string;
  /** When it came: epoch milliseconds, and milliseconds of the clock that never jumps. */
  readonly at: number;
  readonly started: number;
}

export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Milliseconds that never jump. */
  readonly elapsed: () => number;
}

/** The request, or `loop` where it has been at this proxy before. */
export function readRequest(req: IncomingMessage, { proxy, source, clock }: { proxy: string; source: CallerSource; clock: Clock }): CallerRequest | 'loop' {
  const { headers } = req;
  const chain = headers[PROXY_HEADER];
  if (chain !== undefined && String(chain).split(', ').includes(proxy)) return 'loop';
  const target = originForm(req.url ?? '/');
  const path = normalPath(pathOf(target));
  const caller = identifyCaller(source, headers);
  return {
    method: req.method ?? 'GET',
    target,
    host: headers.host ?? '',
    path,
    caller,
    session: brief(caller ?? `${headers['x-forwarded-for']?.toString() ?? req.socket.remoteAddress ?? ''} ${path}`),
    hasBody: headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0',
    isShadow: headers[SHADOW_HEADER] !== undefined,
    at: clock.now(),
    started: clock.elapsed(),
    headers: requestHeaders(req, proxy),
  };
}

/** Tens of thousands of sessions are kept by name; none may be as long as a header can get. */
function brief(session: string): string {
  return session.length <= 128 ? session : hash('sha1', session, 'base64');
}

/** `GET http://shop/cart?x HTTP/1.1` is a request for `/cart?x`: what every server must take, and what patterns are matched with. */
function originForm(target: string): string {
  const absolute = /^https?:\/\/[^/?#]*/i.exec(target);
  if (!absolute) return target;
  const rest = target.slice(absolute[0].length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}
