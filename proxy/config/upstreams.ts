import { z } from 'zod';
import { parseAddress, type UpstreamAddress } from '../forwarding/upstream-address.ts';
import { milliseconds, upstream, type Read } from './fields.ts';

export interface UpstreamsConfig {
  readonly legacy: { readonly address: UpstreamAddress; readonly timeoutMs: number };
  /** `host:port` of the DNS server that knows the Cloud Map names; `null` is the system's. */
  readonly dnsServer: string | null;
}

export const UPSTREAMS = {
  LEGACY_URL: upstream,
  LEGACY_TIMEOUT_MS: milliseconds(120_000),
  DNS_SERVER: z.string().regex(/^(\d+(\.\d+){3}|\[[0-9a-fA-F:]+\])(:\d+)?$/, 'is not an address and port such as 127.0.0.1:53').optional(),
};

export function upstreamsConfig(set: Read<typeof UPSTREAMS>): UpstreamsConfig {
  return { legacy: { address: parseAddress(set.LEGACY_URL), timeoutMs: set.LEGACY_TIMEOUT_MS }, dnsServer: set.DNS_SERVER ?? null };
}
