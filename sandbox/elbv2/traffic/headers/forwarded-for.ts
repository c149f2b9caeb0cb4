import { isIPv6 } from 'node:net';
import type { BalancerSettings } from '../settings.ts';

const MAX_ADDRESSES = 30;

/** The value for the target, `undefined` for none, or `too many` where more addresses came than AWS takes. */
export function forwardedFor(received: readonly string[], peer: { readonly address: string; readonly port: number }, { forwardedFor: mode, forwardedPort }: Pick<BalancerSettings, 'forwardedFor' | 'forwardedPort'>): string | undefined | { readonly tooMany: true } {
  const list = received.join(', ');
  if (received.length > 0 && list.split(',').length > MAX_ADDRESSES) return { tooMany: true };
  switch (mode) {
    case 'remove':
      return undefined;
    case 'preserve':
      return received.length === 0 ? undefined : list;
    case 'append':
      return received.length === 0 ? own(peer, forwardedPort, forwardedPort) : `${list}, ${own(peer, forwardedPort, true)}`;
  }
}

/** An IPv6 address stands in brackets before a port and in a list. */
function own({ address, port }: { readonly address: string; readonly port: number }, withPort: boolean, brackets: boolean): string {
  const host = brackets && isIPv6(address) ? `[${address}]` : address;
  return withPort ? `${host}:${port}` : host;
}
