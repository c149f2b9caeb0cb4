import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { headerOf, type UpstreamAnswer } from './upstream-answer.ts';

/** Says, in a request to an upstream, which proxies it came through. */
export const PROXY_HEADER = 'x-banyan-proxy';
/** Marks a shadow: a copy whose answer nobody gets. */
export const SHADOW_HEADER = 'x-banyan-shadow';

/** Of one connection, not of the message. `Transfer-Encoding` and `Trailer` are too, but this proxy frames as its peer did. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'upgrade']);
/** Nor is what this proxy answers itself sent on. */
const NOT_SENT = new Set([...HOP_BY_HOP, 'expect']);

/**
 * A request's headers as an upstream gets them, `[name, value, name, value, …]`: as the caller wrote them, in their order, `Host`
 * kept. What the load balancer says of the caller stays as it is, so that an upstream sees what it would see without the proxy.
 */
export function requestHeaders(req: IncomingMessage, proxy: string): string[] {
  const headers: string[] = [];
  const perHop = namesIn(req.headers.connection);
  const raw = req.rawHeaders;
  let chain = -1;
  for (let i = 0; i < raw.length; i += 2) {
    const lower = raw[i]!.toLowerCase();
    if (NOT_SENT.has(lower) || perHop?.has(lower)) continue;
    if (lower === PROXY_HEADER) chain = headers.length + 1;
    headers.push(raw[i]!, raw[i + 1]!);
  }
  const { headers: given, socket } = req;
  if (given['x-forwarded-for'] === undefined) headers.push('X-Forwarded-For', socket.remoteAddress ?? '');
  if (given['x-forwarded-proto'] === undefined) headers.push('X-Forwarded-Proto', 'http');
  if (given['x-forwarded-port'] === undefined) headers.push('X-Forwarded-Port', String(socket.localPort ?? ''));
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
  for (const [name, value] of pairs(raw)) {
    const lower = name.toLowerCase();
    if (lower === '__proto__') continue;
    const known = names.get(lower);
    if (known !== undefined) {
      headers[known] = [headers[known] as string | string[], value].flat();
      continue;
    }
    const spelling = FRAMING.has(lower) ? lower : name;
    names.set(lower, spelling);
    headers[spelling] = value;
  }
  return headers;
}

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
    headers.push(raw[i]!, raw[i + 1]!);
  }
  return headers;
}

/** Headers that a `Connection` header declares to be of this connection only. What frames the body never is. */
function namesIn(connection: string | undefined): Set<string> | undefined {
  if (!connection || /^(keep-alive|close)$/i.test(connection)) return undefined;
  const names = new Set(connection.toLowerCase().split(',').map((name) => name.trim()));
  for (const name of ['transfer-encoding', 'content-length', 'host', 'trailer']) names.delete(name);
  return names;
}
