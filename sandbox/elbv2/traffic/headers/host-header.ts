/** The host for the target: as received where the attribute says so; else in lower case, and with the listener's port where that is not the protocol's own. `undefined` received is HTTP/1.0. */
export function hostHeader(received: string | undefined, { preserve, dnsName, port, protocol }: { readonly preserve: boolean; readonly dnsName: string; readonly port: number; readonly protocol: 'http' | 'https' }): string {
  if (received !== undefined && preserve) return received;
  const [, name = dnsName, given] = /^(.*?)(?::(\d+))?$/.exec((received ?? dnsName).toLowerCase()) ?? [];
  return port === (protocol === 'https' ? 443 : 80) ? name : `${name}:${given ?? port}`;
}
