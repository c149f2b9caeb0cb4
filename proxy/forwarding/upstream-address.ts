/** Where an upstream is reached: a Cloud Map name, a host name or an address, and the port. */
export interface UpstreamAddress {
  readonly host: string;
  readonly port: number;
}

/** Why text is not the address of an upstream, or `undefined` where it is. Only plain HTTP, and no path: targets are passed on as they came. */
export function addressProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return `"${text}" is not a URL such as http://catalog.shop.internal:3000`;
  const url = new URL(text);
  if (url.protocol !== 'http:') return `"${url.protocol}" is not http:`;
  if (url.username || url.password) return 'it has credentials in it';
  if (url.pathname !== '/' || url.search || url.hash) return 'it has more than a host and a port';
  return undefined;
}

/** Check {@link addressProblem} first. */
export function parseAddress(text: string): UpstreamAddress {
  const { hostname, port } = new URL(text);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) };
}
