import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { normalPath } from '../../domain/normal-path.ts';
import { pathOf } from '../../domain/route-match.ts';
import type { RouteFacts } from '../deciding/decide-route.ts';
import { DEBUG_HEADER, type Passes } from '../deciding/passes.ts';
import type { PeerTrust } from './peer-trust.ts';
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
  /** All the caller's cookies, as written; empty where there are none. */
  readonly cookies: string;
  /** Whether a tester wants to be told the decision. */
  readonly showDecision: boolean;
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

export interface ReadOptions {
  /** Of the proxy. */
  readonly name: string;
  readonly passes: Passes;
  /** Headers that no upstream gets, in lower case. */
  readonly withheld: ReadonlySet<string>;
  /** Whose `X-Forwarded-*` is believed. */
  readonly trusts: PeerTrust;
  readonly clock: Clock;
}

/** The request of `caller`, or `loop` where it has been at this proxy before. */
export function readRequest(req: IncomingMessage, caller: string | null, { name, passes, withheld, trusts, clock }: ReadOptions): CallerRequest | 'loop' {
  const { headers } = req;
  const chain = headers[PROXY_HEADER];
  if (chain !== undefined && String(chain).split(', ').includes(name)) return 'loop';
  const target = originForm(req.url ?? '/');
  const path = normalPath(pathOf(target));
  const wishes = passes.of(headers);
  const isTrusted = trusts(req.socket);
  return {
    method: req.method ?? 'GET',
    target,
    host: headers.host ?? '',
    path,
    caller,
    wishes,
    cookies: headers.cookie ?? '',
    showDecision: wishes !== null && headers[DEBUG_HEADER] !== undefined,
    session: brief(caller ?? `${(isTrusted && headers['x-forwarded-for']?.toString()) || (req.socket.remoteAddress ?? '')} ${path}`),
    hasBody: headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0',
    isShadow: headers[SHADOW_HEADER] !== undefined,
    at: clock.now(),
    started: clock.elapsed(),
    headers: requestHeaders(req, name, withheld, isTrusted),
  };
}

/** Tens of thousands of sessions are kept by name; none may be as long as a header can get, nor hold the header that it was cut out of. */
function brief(session: string): string {
  return session.length <= 128 ? inItsOwnMemory(session) : hash('sha1', session, 'base64');
}

/** What is cut out of a longer text keeps all of that in memory, in V8; what is put together anew does not. */
function inItsOwnMemory(text: string): string {
  return ` ${text}`.slice(1);
}

/** `GET http://shop/cart?x HTTP/1.1` is a request for `/cart?x`: what every server must take, and what patterns are matched with. */
function originForm(target: string): string {
  const absolute = /^https?:\/\/[^/?#]*/i.exec(target);
  if (!absolute) return target;
  const rest = target.slice(absolute[0].length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}
