import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** Says, in a request to an upstream, which proxies it came through. */
export const PROXY_HEADER = 'x-banyan-proxy';
/** Marks a shadow: a copy whose answer nobody gets. */
export const SHADOW_HEADER = 'x-banyan-shadow';

/** Of one connection, not of the message. `Transfer-Encoding` and `Trailer` are too, but this proxy frames as its peer did. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'upgrade']);
/** Nor is what this proxy answers itself sent on, nor a name that JavaScript would take for something else. */
const NOT_SENT = new Set([...HOP_BY_HOP, 'expect', '__proto__']);
/** http-proxy-middleware looks these up in lower case, and would frame a body anew that it does not find declared. */
const FRAMING = new Set(['content-length', 'transfer-encoding']);

/**
 * A request's headers as an upstream gets them: names as the caller wrote them, duplicates apart, `Host` kept. What the load
 * balancer says of the caller stays as it is, so that an upstream sees what it would see without the proxy.
 */
export function requestHeaders(req: IncomingMessage, proxy: string): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  const names = new Map<string, string>();
  const perHop = connectionNames(req);
  const raw = req.rawHeaders;
  for (let i = 0; i < raw.length; i += 2) {
    const lower = raw[i]!.toLowerCase();
    if (NOT_SENT.has(lower) || perHop?.has(lower)) continue;
    const known = names.get(lower);
    if (known === undefined) {
      const name = FRAMING.has(lower) ? lower : raw[i]!;
      names.set(lower, name);
      headers[name] = raw[i + 1]!;
    } else headers[known] = [headers[known] as string | string[], raw[i + 1]!].flat();
  }
  if (!names.has('x-forwarded-for')) headers['X-Forwarded-For'] = req.socket.remoteAddress ?? '';
  if (!names.has('x-forwarded-proto')) headers['X-Forwarded-Proto'] = 'http';
  if (!names.has('x-forwarded-port')) headers['X-Forwarded-Port'] = String(req.socket.localPort ?? '');
  const chain = names.get(PROXY_HEADER);
  headers[chain ?? PROXY_HEADER] = chain === undefined ? proxy : `${String(headers[chain])}, ${proxy}`;
  return headers;
}

/**
 * An upstream's headers as the caller gets them, `[name, value, name, value, …]`: names, order and duplicates as they came.
 * `Transfer-Encoding` stays in its place where the caller's connection can be chunked too.
 */
export function answerHeaders(answer: IncomingMessage, callersVersion: string): string[] {
  const status = answer.statusCode ?? 0;
  const chunked = callersVersion === '1.1' && status !== 204 && status !== 304 && /\bchunked$/i.test(answer.headers['transfer-encoding'] ?? '');
  const perHop = connectionNames(answer);
  const raw = answer.rawHeaders;
  const headers: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const lower = raw[i]!.toLowerCase();
    if (HOP_BY_HOP.has(lower) || perHop?.has(lower)) continue;
    if (!chunked && (lower === 'transfer-encoding' || lower === 'trailer')) continue;
    headers.push(raw[i]!, raw[i + 1]!);
  }
  return headers;
}

/** Headers that `Connection` declares to be of this connection only. What frames the body never is. */
function connectionNames({ headers }: IncomingMessage): Set<string> | undefined {
  const connection = headers.connection;
  if (!connection || /^(keep-alive|close)$/i.test(connection)) return undefined;
  const names = new Set(connection.toLowerCase().split(',').map((name) => name.trim()));
  for (const name of ['transfer-encoding', 'content-length', 'host', 'trailer']) names.delete(name);
  return names;
}
