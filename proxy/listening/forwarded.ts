import type { IncomingMessage } from 'node:http';
import { plainAddress } from './peer-trust.ts';

/** What peers say of where a request comes from; `Forwarded` is RFC 7239's form of the first. */
const CLAIMS = new Set([
  'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-port', 'x-forwarded-host', 'x-forwarded-server', 'x-forwarded-prefix', 'x-forwarded-scheme', 'x-forwarded-ssl',
  'forwarded', 'x-real-ip', 'x-client-ip', 'x-cluster-client-ip', 'true-client-ip', 'cf-connecting-ip', 'front-end-https',
]);

/** Whether a header (its name in lower case) says where a request comes from. */
export function isClaim(lower: string): boolean {
  return CLAIMS.has(lower);
}

/**
 * Says on `headers` where a request comes from, as a load balancer does. A trusted peer's own words stay as they are, so that an
 * upstream sees what it would see without the proxy; an untrusted one's were left out and are said anew.
 */
export function pushForwarded(headers: string[], { headers: given, socket }: Pick<IncomingMessage, 'headers' | 'socket'>, isTrusted: boolean): void {
  const address = socket.remoteAddress ?? '';
  if (!isTrusted || given['x-forwarded-for'] === undefined) headers.push('X-Forwarded-For', isTrusted ? address : plainAddress(address));
  if (!isTrusted || given['x-forwarded-proto'] === undefined) headers.push('X-Forwarded-Proto', 'http');
  if (!isTrusted || given['x-forwarded-port'] === undefined) headers.push('X-Forwarded-Port', String(socket.localPort ?? ''));
  if (!isTrusted && given.forwarded !== undefined) headers.push('Forwarded', `for=${nodeName(plainAddress(address))};host="${given.host ?? ''}";proto=http`);
}

function nodeName(address: string): string {
  return address.includes(':') ? `"[${address}]"` : address;
}
