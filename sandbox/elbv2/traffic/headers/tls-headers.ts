import type { Listener } from '../../model.ts';
import type { ClientConnection } from '../listening/client-connection.ts';

/** What a target is told of the client's TLS, name and value in turn, under the names that the listener's attributes give. */
export function tlsHeaders({ attributes, tls }: Listener, connection: ClientConnection, tellVersion: boolean): readonly string[] {
  if (!connection.tls) return [];
  const nameOf = (header: string): string => attributes[`routing.http.request.${header.toLowerCase().replaceAll('-', '_')}.header_name`] ?? header;
  const version = tellVersion ? [nameOf('X-Amzn-Tls-Version'), connection.tls.protocol, nameOf('X-Amzn-Tls-Cipher-Suite'), connection.tls.cipher] : [];
  const { certificate } = connection.tls;
  if (tls?.mutual !== 'passthrough' || certificate === undefined) return version;
  return [...version, nameOf('X-Amzn-Mtls-Clientcert'), encodeURIComponent(certificate).replace(/%(2B|2F|3D)/g, (_, hex: string) => ({ '2B': '+', '2F': '/', '3D': '=' })[hex] ?? '')];
}
