import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const MAX_HEADER_BYTES = 16 * 1024;
const MAX_FORWARDED_ADDRESSES = 30;

/** Meant for the next hop only; what `Connection` names comes on top. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect']);

export interface Hop {
  readonly peer: string;
  /** Port of the listener. */
  readonly port: number;
  /** Host for a request of HTTP/1.0 that has none. */
  readonly dnsName: string;
  readonly nowSeconds: number;
}

/** The headers for the target, name and value in turn, or the status of the refusal. The client's own stay as they are, in their order and case. */
export function requestHeaders({ rawHeaders, headers }: IncomingMessage, { peer, port, dnsName, nowSeconds }: Hop): string[] | 400 | 463 | 501 {
  const named = namedByConnection(headers.connection);
  const passed: string[] = [];
  const forwardedFor: string[] = [];
  let trace: string | undefined;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    const value = rawHeaders[i + 1] as string;
    if (name.length + value.length > MAX_HEADER_BYTES) return 400;
    const lower = name.toLowerCase();
    if (lower === 'x-forwarded-for') forwardedFor.push(value);
    else if (lower === 'x-amzn-trace-id') trace = value;
    else if (lower === 'transfer-encoding' && !/^(?:chunked|identity)$/i.test(value.trim())) return 501;
    else if (!HOP_BY_HOP.has(lower) && lower !== 'x-forwarded-proto' && lower !== 'x-forwarded-port' && !named?.has(lower)) passed.push(name, value);
  }
  const addresses = [...forwardedFor, peer].join(', ');
  if (forwardedFor.length > 0 && addresses.split(',').length - 1 > MAX_FORWARDED_ADDRESSES) return 463;
  if (headers.host === undefined) passed.push('Host', dnsName);
  passed.push('X-Forwarded-For', addresses, 'X-Forwarded-Proto', 'http', 'X-Forwarded-Port', String(port), 'X-Amzn-Trace-Id', traceOf(trace, nowSeconds));
  return passed;
}

/** The response's headers for the client: what is meant for this hop only is left out. */
export function responseHeaders(raw: readonly (Buffer | string)[]): string[] {
  const text = raw.map((each) => (typeof each === 'string' ? each : each.toString('latin1')));
  const connection = text.find((_, i) => i % 2 === 1 && text[i - 1]?.toLowerCase() === 'connection');
  const named = namedByConnection(connection);
  const passed: string[] = [];
  for (let i = 0; i < text.length; i += 2) {
    const name = text[i] as string;
    const lower = name.toLowerCase();
    if (!HOP_BY_HOP.has(lower) && !named?.has(lower)) passed.push(name, text[i + 1] as string);
  }
  return passed;
}

/** What frames or addresses a message cannot be named away. */
const NEVER_NAMED = new Set(['host', 'content-length', 'set-cookie']);

function namedByConnection(connection: string | undefined): ReadonlySet<string> | undefined {
  if (connection === undefined || /^(?:keep-alive|close)$/i.test(connection)) return undefined;
  const names = connection.toLowerCase().split(',').map((name) => name.trim());
  return new Set(names.filter((name) => !NEVER_NAMED.has(name)));
}

/** A trace that came along keeps its root and fields, and gets a segment of this load balancer in front. */
function traceOf(trace: string | undefined, nowSeconds: number): string {
  const own = `1-${Math.floor(nowSeconds).toString(16).padStart(8, '0')}-${randomBytes(12).toString('hex')}`;
  if (trace === undefined || !/(?:^|;)\s*Root=/.test(trace)) return `Root=${own}${trace === undefined || trace === '' ? '' : `;${trace}`}`;
  const rest = trace.split(';').filter((field) => !field.trim().startsWith('Self='));
  return `Self=${own};${rest.join(';')}`;
}
