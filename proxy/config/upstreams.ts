import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { messageOf } from '../../domain/errors.ts';
import type { ForwarderKind } from '../forwarding/create-forwarder.ts';
import { parseAddress, type UpstreamAddress } from '../forwarding/upstream-address.ts';
import { addIssue, milliseconds, upstream, type Read } from './fields.ts';

export interface UpstreamsConfig {
  readonly legacy: { readonly address: UpstreamAddress; readonly timeoutMs: number };
  /** `host:port` of the DNS server that knows the Cloud Map names; `null` is the system's. */
  readonly dnsServer: string | null;
  /** Authorities to trust beside Node's own, in PEM; for upstreams reached by TLS. */
  readonly authorities?: readonly string[] | undefined;
  /** What sends requests on. */
  readonly forwarder: ForwarderKind;
}

export const UPSTREAMS = {
  LEGACY_URL: upstream,
  LEGACY_TIMEOUT_MS: milliseconds(120_000),
  DNS_SERVER: z.string().regex(/^(\d+(\.\d+){3}|\[[0-9a-fA-F:]+\])(:\d+)?$/, 'is not an address and port such as 127.0.0.1:53').optional(),
  UPSTREAM_CA_FILE: z.string().transform(readPem).optional(),
  FORWARDER: z.enum(['undici', 'http-proxy-middleware']).default('undici'),
};

export function upstreamsConfig(set: Read<typeof UPSTREAMS>): UpstreamsConfig {
  return {
    legacy: { address: parseAddress(set.LEGACY_URL), timeoutMs: set.LEGACY_TIMEOUT_MS },
    dnsServer: set.DNS_SERVER ?? null,
    authorities: set.UPSTREAM_CA_FILE,
    forwarder: set.FORWARDER,
  };
}

/** The certificates in a file. */
function readPem(path: string, context: z.RefinementCtx): readonly string[] {
  try {
    const found = readFileSync(path, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
    if (found) return found;
    addIssue(context, `${path} holds no certificate in PEM`);
  } catch (error) {
    addIssue(context, `${path} cannot be read: ${messageOf(error)}`);
  }
  return z.NEVER;
}
