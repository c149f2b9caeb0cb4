import type { Forwarder } from './forwarder.ts';
import { formatAddress, type UpstreamAddress } from './upstream-address.ts';
import { headerOf } from './upstream-answer.ts';

/** `keep`: an upstream is told the host that the caller asked for. `upstream`: its own, and the caller's in `X-Forwarded-Host`. */
export type HostPolicy = 'keep' | 'upstream';

export function withHostPolicy(forwarder: Forwarder, policy: HostPolicy): Forwarder {
  return {
    ...forwarder,
    send(req, outbound) {
      const headers = headersForHost(outbound.headers, outbound.to, policy);
      return forwarder.send(req, headers === outbound.headers ? outbound : { ...outbound, headers });
    },
  };
}

/** Raw headers, `[name, value, …]`, as the policy has them for an upstream. A caller who asked for no host (HTTP/1.0) asks for the upstream's own, whatever the policy. */
export function headersForHost(headers: readonly string[], to: UpstreamAddress, policy: HostPolicy): readonly string[] {
  if (policy === 'keep' && headerOf({ rawHeaders: headers }, 'host') !== undefined) return headers;
  const own = 'path' in to ? 'localhost' : formatAddress(to).replace(/^https?:\/\//, '');
  const told: string[] = ['Host', own];
  let asked: string | undefined;
  let isSaid = false;
  for (let i = 0; i < headers.length; i += 2) {
    const lower = headers[i]!.toLowerCase();
    if (lower === 'host') asked = headers[i + 1]!;
    else told.push(headers[i]!, headers[i + 1]!);
    if (lower === 'x-forwarded-host') isSaid = true;
  }
  if (asked !== undefined && !isSaid) told.push('X-Forwarded-Host', asked);
  return told;
}
