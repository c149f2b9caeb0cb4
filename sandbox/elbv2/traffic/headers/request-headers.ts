import type { IncomingMessage } from 'node:http';
import { http2Stream } from '../listening/http2-stream.ts';
import type { BalancerSettings } from '../settings.ts';
import { forwardedFor } from './forwarded-for.ts';
import { HOP_BY_HOP, namedByConnection } from './hop-by-hop.ts';
import { traceId } from './trace-id.ts';

const MAX_LINE_BYTES = 16 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_ALL_HEADERS_BYTES = 64 * 1024;

export interface Hop {
  readonly peer: { readonly address: string; readonly port: number };
  readonly protocol: 'http' | 'https';
  /** Port of the listener. */
  readonly port: number;
  readonly nowSeconds: number;
  readonly settings: BalancerSettings;
  /** What the load balancer says of the client's TLS, name and value in turn. */
  readonly tls: readonly string[];
}

export interface TargetHeaders {
  /** All but the host, name and value in turn: the client's own as they were, in their order and case, then the load balancer's. */
  readonly headers: string[];
  readonly trace: string;
  /** How many had names that AWS calls invalid: those that were left out, and those that were not. */
  readonly invalid: { readonly dropped: number; readonly forwarded: number };
}

/** The headers for the target, or the status of the refusal. */
export function requestHeaders(request: IncomingMessage, hop: Hop): TargetHeaders | 400 | 463 | 501 {
  const { rawHeaders, headers } = request;
  if ((request.url ?? '').length + (request.method ?? '').length + ' HTTP/1.1 '.length > MAX_LINE_BYTES) return 400;
  const named = namedByConnection(headers.connection);
  const chunked = headers['transfer-encoding'] !== undefined;
  const passed: string[] = [];
  const addresses: string[] = [];
  const invalid = { dropped: 0, forwarded: 0 };
  let hosts = 0;
  let cookie = -1;
  let trace: string | undefined;
  let size = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    const value = rawHeaders[i + 1] as string;
    size += name.length + value.length + 4;
    if (name.length + value.length > MAX_HEADER_BYTES || size > MAX_ALL_HEADERS_BYTES) return 400;
    if (name.startsWith(':')) continue;
    const lower = name.toLowerCase();
    if (lower === 'host') {
      if (hosts++ > 0) return 400;
    }
    else if (lower === 'x-forwarded-for') addresses.push(value);
    else if (lower === 'x-amzn-trace-id') trace = value;
    else if (lower === 'transfer-encoding' && !/^(?:chunked|identity)$/i.test(value.trim())) return 501;
    else if (HOP_BY_HOP.has(lower) || lower === 'x-forwarded-proto' || lower === 'x-forwarded-port' || named?.has(lower)) continue;
    else if (lower === 'content-length' && chunked) continue;
    else if (!/^[A-Za-z0-9-]+$/.test(name) && (hop.settings.dropInvalidHeaders || !/^[!#$%&'*+.^_`|~A-Za-z0-9-]+$/.test(name))) invalid.dropped++;
    else if (lower === 'cookie' && cookie >= 0 && http2Stream(request)) passed[cookie] += `; ${value}`;
    else {
      if (!/^[A-Za-z0-9-]+$/.test(name)) invalid.forwarded++;
      passed.push(name, value);
      if (lower === 'cookie') cookie = passed.length - 1;
    }
  }
  const forwarded = forwardedFor(addresses, hop.peer, hop.settings);
  if (typeof forwarded === 'object') return 463;
  const told = traceId(trace, hop.nowSeconds);
  const added = ['X-Forwarded-Proto', hop.protocol, 'X-Forwarded-Port', String(hop.port), 'X-Amzn-Trace-Id', told, ...hop.tls];
  return { headers: [...passed, ...(forwarded === undefined ? [] : ['X-Forwarded-For', forwarded]), ...added], trace: told, invalid };
}
