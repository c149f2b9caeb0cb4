import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** One connection of a client. */
export interface ClientConnection {
  /** `TID_…`, as the access log has it. */
  readonly id: string;
  readonly address: string;
  readonly port: number;
  /** Monotonic milliseconds. */
  readonly openedAt: number;
  readonly tls: { readonly cipher: string; readonly protocol: string; readonly domain: string | undefined; readonly certificate: string | undefined } | undefined;
  requests: number;
  /** Its last request has been taken: whatever still comes is not looked at. */
  ended: boolean;
  /** It is closed as soon as nothing is under way on it. */
  retired: boolean;
  close(): void;
  /** Whether bytes came of which no request was made yet. */
  hasUnfinished(): boolean;
  /** Bytes received and sent since this was last asked. */
  takeBytes(): { readonly received: number; readonly sent: number };
}

/** What TLS settled is known from here on; the socket's peer, as long as it lives. */
export function createClientConnection(socket: Socket | TLSSocket, id: string, openedAt: number): ClientConnection {
  let read = 0;
  let written = 0;
  return {
    id,
    address: socket.remoteAddress ?? '0.0.0.0',
    port: socket.remotePort ?? 0,
    openedAt,
    tls: 'getCipher' in socket ? tlsOf(socket) : undefined,
    requests: 0,
    ended: false,
    retired: false,
    close: () => socket.end(),
    hasUnfinished: () => socket.bytesRead > read,
    takeBytes() {
      const taken = { received: socket.bytesRead - read, sent: socket.bytesWritten - written };
      read = socket.bytesRead;
      written = socket.bytesWritten;
      return taken;
    },
  };
}

function tlsOf(socket: TLSSocket): ClientConnection['tls'] {
  const { servername } = socket as TLSSocket & { readonly servername?: string | false };
  const certificate = socket.getPeerCertificate(true).raw as Buffer | undefined;
  const pem = certificate && `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
  return { cipher: socket.getCipher().standardName, protocol: socket.getProtocol() ?? '-', domain: servername || undefined, certificate: pem };
}
