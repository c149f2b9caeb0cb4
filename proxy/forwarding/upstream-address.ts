/** Where an upstream is reached. */
export type UpstreamAddress = TcpAddress | UnixAddress;

/** A Cloud Map name, a host name or an address, and the port. */
export interface TcpAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** A socket in the file system, of a process on this machine. */
export interface UnixAddress {
  readonly path: string;
}

/** Why text is not the address of an upstream, or `undefined` where it is. No path of a request: targets are passed on as they came. */
export function addressProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return `"${text}" is not a URL such as http://catalog.shop.internal:3000`;
  const url = new URL(text);
  if (url.username || url.password) return 'it has credentials in it';
  if (url.protocol === 'unix:') return url.host || url.search || url.hash || url.pathname.length < 2 ? 'it is not a path such as unix:/run/legacy.sock' : undefined;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `"${url.protocol}" is not http:, https: or unix:`;
  if (url.pathname !== '/' || url.search || url.hash) return 'it has more than a host and a port';
  return undefined;
}

/** Check {@link addressProblem} first. */
export function parseAddress(text: string): UpstreamAddress {
  const { protocol, hostname, port, pathname } = new URL(text);
  if (protocol === 'unix:') return { path: decodeURIComponent(pathname) };
  const tls = protocol === 'https:';
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (tls ? 443 : 80)), tls };
}

/** One text for one address, as a URL. */
export function formatAddress(address: UpstreamAddress): string {
  if ('path' in address) return `unix:${address.path}`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${address.tls ? 'https' : 'http'}://${host}:${address.port}`;
}
