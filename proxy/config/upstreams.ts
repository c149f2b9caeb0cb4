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
  LEGACY_URL: upstream.describe('The monolith, by Cloud Map name and never through the listener: `http://monolith.shop.internal:3000`; or `https://…`, or `unix:/run/legacy.sock`.'),
  LEGACY_TIMEOUT_MS: milliseconds(120_000).describe('How long legacy has for the headers of its answer.'),
  DNS_SERVER: z.string().regex(/^(\d+(\.\d+){3}|\[[0-9a-fA-F:]+\])(:\d+)?$/, 'is not an address and port such as 127.0.0.1:53').optional().describe('Resolver for upstreams’ names, `127.0.0.1:53`; without one, the system’s.'),
  UPSTREAM_CA_FILE: z.string().transform(readPem).optional().describe('File with certificates in PEM to trust beside Node’s own, for upstreams reached by TLS.'),
  FORWARDER: z.enum(['undici', 'http-proxy-middleware']).default('undici').describe('What sends requests on: `undici`, which leaves to `http-proxy-middleware` what it cannot say exactly (trailers, `OPTIONS *`), or that for all.'),
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
