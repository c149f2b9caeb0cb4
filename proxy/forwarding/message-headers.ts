import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { SHADOW_HEADER } from '../../shadow/copies/copy-token.ts';
import { isClaim, pushForwarded } from '../listening/forwarded.ts';
import { headerOf, type UpstreamAnswer } from './upstream-answer.ts';

/** Says, in a request to an upstream, which proxies it came through. */
export const PROXY_HEADER = 'x-banyan-proxy';
export { SHADOW_HEADER };

/** Of one connection, not of the message. `Transfer-Encoding` and `Trailer` are too, but this proxy frames as its peer did. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'upgrade']);
/** Nor is what this proxy answers itself sent on. */
const NOT_SENT = new Set([...HOP_BY_HOP, 'expect']);

/**
 * A request's headers as an upstream gets them, `[name, value, name, value, …]`: as the caller wrote them, in their order, `Host`
 * kept. What a trusted peer says of where it comes from stays as it is. What is
 * `withheld` no upstream may take for the proxy's own word, nor under the name with `_` that many servers hold for the same.
 */
export function requestHeaders(req: IncomingMessage, proxy: string, withheld: ReadonlySet<string>, isTrusted: boolean): string[] {
  const headers: string[] = [];
  const perHop = namesIn(req.headers.connection);
  const raw = req.rawHeaders;
  let chain = -1;
  for (let i = 0; i < raw.length; i += 2) {
    const lower = raw[i]!.toLowerCase();
    if (NOT_SENT.has(lower) || perHop?.has(lower) || withheld.has(lower.replaceAll('_', '-')) || (!isTrusted && isClaim(lower))) continue;
    if (lower === PROXY_HEADER) chain = headers.length + 1;
    headers.push(raw[i]!, raw[i + 1]!);
  }
  pushForwarded(headers, req, isTrusted);
  if (chain < 0) headers.push(PROXY_HEADER, proxy);
  else headers[chain] += `, ${proxy}`;
  return headers;
}

/** http-proxy-middleware looks these up in lower case, and would frame a body anew that it does not find declared. */
const FRAMING = new Set(['content-length', 'transfer-encoding']);

/** Raw headers as Node's own client takes them, duplicates apart under the first one's spelling. `__proto__` is no header to JavaScript. */
export function headerObject(raw: readonly string[]): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  const names = new Map<string, string>();
  for (let i = 0; i < raw.length; i += 2) {
    const [name, value, lower] = [raw[i]!, raw[i + 1]!, raw[i]!.toLowerCase()];
    const known = names.get(lower);
    if (known !== undefined) headers[known] = [headers[known] as string | string[], value].flat();
    else if (lower !== '__proto__') {
      const spelling = FRAMING.has(lower) ? lower : name;
      names.set(lower, spelling);
      headers[spelling] = value;
    }
  }
  return headers;
}

/** Trailers without what must not be one: whatever a reader might take for a word on framing or on where to (RFC 9110 §6.5.1). */
export function soundTrailers(raw: readonly string[]): [string, string][] {
  return pairs(raw).filter(([name]) => !NO_TRAILER.has(name.toLowerCase()));
}

const NO_TRAILER = new Set([...HOP_BY_HOP, ...FRAMING, 'host', 'trailer']);

/** `[[name, value], …]` of raw headers. */
export function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] ?? '', raw[2 * i + 1] ?? '']);
}

/**
 * An upstream's headers as the caller gets them, `[name, value, name, value, …]`: names, order and duplicates as they came.
 * `Transfer-Encoding` stays in its place where the caller's connection can be chunked too.
 */
export function answerHeaders(answer: Pick<UpstreamAnswer, 'status' | 'rawHeaders'>, callersVersion: string): string[] {
  const { status, rawHeaders: raw } = answer;
  const chunked = callersVersion === '1.1' && status !== 204 && status !== 304 && /\bchunked$/i.test(headerOf(answer, 'transfer-encoding') ?? '');
  const perHop = namesIn(headerOf(answer, 'connection'));
  const headers: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const lower = raw[i]!.toLowerCase();
    if (HOP_BY_HOP.has(lower) || perHop?.has(lower)) continue;
    if (!chunked && (lower === 'transfer-encoding' || lower === 'trailer')) continue;
    // It has no body, and a length would have some wait for one (RFC 9110 §8.6).
    if (status === 204 && lower === 'content-length') continue;
    headers.push(raw[i]!, raw[i + 1]!);
  }
  return headers;
}

/** Never of one connection only, whatever `Connection` says: what frames the body, and what says who asks, where from and by which way. */
const END_TO_END = new Set(['transfer-encoding', 'content-length', 'host', 'trailer', 'cookie', 'authorization', 'set-cookie', PROXY_HEADER, SHADOW_HEADER]);

/** Headers that a `Connection` header declares to be of this connection only. */
function namesIn(connection: string | undefined): Set<string> | undefined {
  if (!connection || /^(keep-alive|close)$/i.test(connection)) return undefined;
  const names = new Set(connection.toLowerCase().split(',').map((name) => name.trim()));
  for (const name of names) if (END_TO_END.has(name) || isClaim(name)) names.delete(name);
  return names;
}
