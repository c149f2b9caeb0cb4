import { METHODS, type IncomingMessage } from 'node:http';
import type { Refusal } from '../forwarding/refuse.ts';
import type { ListeningLimits } from './limits.ts';

/** What is looked at of a request. */
export type RequestHead = Pick<IncomingMessage, 'method' | 'url' | 'httpVersion' | 'rawHeaders' | 'headers'>;

/** Node's parser also takes the methods of RTSP, and with `SOURCE` another protocol's version. */
const SERVED = new Set(METHODS.filter((method) => method !== 'CONNECT' && method !== 'SOURCE'));
/** RFC 3986 §3.2: a name or an address, and a port; without the comma, by which several hosts would be one. */
const HOST = /^(?:[\w.~%!$&'()*+;=-]+|\[[\da-f:.]+\])(?::\d{0,5})?$/i;
const ABSOLUTE = /^https?:\/\/([^/?#]*)/i;
/** Names that some servers take for one another when `_` stands for `-` (RFC 3875 §4.1.18): to them this would be a second one. */
const SENSITIVE = /^(?:transfer-encoding|content-length|forwarded|x-forwarded-.*|x-real-ip|x-banyan-.*)$/;

/**
 * Why a request that the parser took is not sent on, or `undefined`. Refused is what two readers could take for two different
 * requests. (Parsers of Node's kind refuse by themselves: both kinds of length, several lengths, folded lines, bare CR, LF and NUL, bad chunks.
 * They let through several spaces in the request line and extensions of chunks, as RFC 9112 §3 and §7.1.1 allow and ask: upstreams are told
 * both anew, with one space and without extensions.)
 */
export function requestProblem({ method = '', url = '', httpVersion, rawHeaders, headers }: RequestHead, limits: Pick<ListeningLimits, 'headers' | 'urlBytes'>): Refusal | undefined {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return 505;
  if (method === 'TRACE') return 405;
  if (!SERVED.has(method)) return 501;
  if (url.length > limits.urlBytes) return 414;
  if (rawHeaders.length > 2 * limits.headers) return 431;
  if (!hasClearNames(rawHeaders)) return 400;
  const coding = headers['transfer-encoding'];
  if (coding !== undefined) {
    if (httpVersion === '1.0') return 400;
    if (coding.toLowerCase() !== 'chunked') return 501;
  }
  const length = headers['content-length'];
  if (length !== undefined && !Number.isSafeInteger(Number(length))) return 400;
  const { host } = headers;
  if (host === undefined ? httpVersion === '1.1' : !HOST.test(host)) return 400;
  return isClearTarget(url, method, host) ? undefined : 400;
}

function hasClearNames(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    if (name.length === 4 && name.toLowerCase() === 'host' && ++hosts > 1) return false;
    if (name.includes('_') && SENSITIVE.test(name.toLowerCase().replaceAll('_', '-'))) return false;
  }
  return true;
}

/** A path, without a fragment; `*` of `OPTIONS`; or a URL of the very host that `Host` names. */
function isClearTarget(url: string, method: string, host: string | undefined): boolean {
  if (url.includes('#')) return false;
  if (url.startsWith('/')) return true;
  if (url === '*') return method === 'OPTIONS';
  const authority = ABSOLUTE.exec(url)?.[1];
  if (authority === undefined || !HOST.test(authority)) return false;
  const scheme = url.slice(0, 5).toLowerCase() === 'https' ? ':443' : ':80';
  return host === undefined || withoutPort(authority, scheme) === withoutPort(host, scheme);
}

function withoutPort(host: string, port: string): string {
  const lower = host.toLowerCase();
  return lower.endsWith(port) ? lower.slice(0, -port.length) : lower;
}
