/** What of a request tells who sent it: a page of ours, or another that the same browser has open. */
export interface PageRequest {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`. */
  readonly site: string | undefined;
  /** Whether it asks for the document, to which links from anywhere may lead: it has nothing in it. */
  readonly isDocument: boolean;
}

/**
 * Why a request is refused, or `undefined` where it may be answered. A host that is not ours is a name that somebody else's DNS leads here (DNS rebinding); an origin
 * that is not ours is another site's page.
 */
export function whyRefused({ host, origin, site, isDocument }: PageRequest, hosts: readonly string[]): string | undefined {
  if (host === undefined || !hosts.includes(host.toLowerCase())) return 'This page does not answer to that host name.';
  if (origin !== undefined && !['http:', 'https:'].map((scheme) => `${scheme}//${host}`.toLowerCase()).includes(origin.toLowerCase())) return 'This page does not answer to other sites.';
  if (isDocument) return undefined;
  return site === 'cross-site' || site === 'same-site' ? 'This page does not answer to other sites.' : undefined;
}

/** The names by which the page may be asked for. Port 80 goes without saying. */
export function hostsOf(address: string, port: number, names: readonly string[]): readonly string[] {
  const loopback = isLoopback(address) ? ['localhost', '127.0.0.1', '[::1]'] : [];
  const own = address.includes(':') ? `[${address}]` : address;
  return [...new Set([...loopback, own, ...names].map((name) => name.toLowerCase()))].flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
}

export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address);
}
