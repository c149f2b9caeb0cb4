import { BlockList, isIP, type Socket } from 'node:net';

/** Whose word is taken for where a request comes from: everybody's, nobody's, or that of the peers in these networks (`10.0.0.0/16`). */
export type TrustedPeers = 'all' | 'none' | readonly string[];

/** Whether what the peer at the other end of a connection says in `X-Forwarded-*` and `Forwarded` is believed. */
export type PeerTrust = (socket: Pick<Socket, 'remoteAddress'>) => boolean;

export function createPeerTrust(trusted: TrustedPeers): PeerTrust {
  if (trusted === 'all') return () => true;
  if (trusted === 'none') return () => false;
  const networks = new BlockList();
  for (const each of trusted) {
    const [address = '', bits] = each.split('/');
    networks.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  const known = new WeakMap<object, boolean>();
  return (socket) => {
    let isTrusted = known.get(socket);
    if (isTrusted === undefined) {
      const address = plainAddress(socket.remoteAddress);
      isTrusted = address !== '' && networks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
      known.set(socket, isTrusted);
    }
    return isTrusted;
  };
}

/** An IPv4 address stays one where it comes in over IPv6. */
export function plainAddress(address: string | undefined): string {
  return address?.replace(/^::ffff:(?=\d+\.)/i, '') ?? '';
}

/** Why text is not a network, or `undefined`. */
export function networkProblem(text: string): string | undefined {
  const [address = '', bits = '', ...rest] = text.split('/');
  const family = isIP(address);
  const isNetwork = family !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32);
  return isNetwork ? undefined : `"${text}" is not a network such as 10.0.0.0/16`;
}
