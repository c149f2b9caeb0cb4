import { z } from 'zod';
import type { HostPolicy } from '../forwarding/upstream-host.ts';
import { DEFAULT_LIMITS, type ListeningLimits } from '../listening/limits.ts';
import { networkProblem, type TrustedPeers } from '../listening/peer-trust.ts';
import { addIssue, milliseconds, port, type Read } from './fields.ts';

export interface ListeningConfig {
  readonly listen: { readonly host: string; readonly port: number };
  /** The operators' port, on loopback unless told otherwise; `ADMIN_HOST=same` puts it where the main port is. Without a token it refuses everything that writes. */
  readonly admin: { readonly host: string; readonly port: number; readonly token: string | null };
  readonly limits: ListeningLimits;
  /** Whose `X-Forwarded-*` and `Forwarded` are believed. */
  readonly trustedPeers: TrustedPeers;
  readonly hostPolicy: HostPolicy;
  /** Hosts that are served; none named: all. */
  readonly allowedHosts: readonly string[];
}

const count = (byDefault: number) => z.coerce.number().int().min(1).max(10_000_000).default(byDefault);
const noneOr = z.literal('none').transform(() => null).or(z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)).default(null);
const list = z.string().transform((text) => text.split(',').map((each) => each.trim()).filter((each) => each !== ''));
const hosts = list.refine((all) => all.every((each) => /^(\*\.)?[\w.-]+$|^\[[\da-f:.]+\]$/i.test(each)), 'is not a list of host names such as shop.example,*.shop.example; ports do not count');
const networks = list.superRefine((all, context) => all.forEach((each) => addIssue(context, networkProblem(each))));

export const LISTENING = {
  PORT: port(8080).describe('Port where callers’ requests come in.'),
  HOST: z.string().min(1).default('0.0.0.0').describe('Address where they come in; by default all of the machine’s.'),
  ADMIN_PORT: port(9090).describe('Operators’ port: `/healthz`, `/readyz`, `/metrics`, `/report`, `/config`, `/decision`, `/override`, `/passes`, `/jwks.json`.'),
  ADMIN_HOST: z.string().min(1).default('127.0.0.1').describe('Its address, loopback by default; `same` is the address of the main port.'),
  BANYAN_ADMIN_TOKEN: z.string().min(8, 'is shorter than 8 characters').optional().describe('Token for what writes on the operators’ port. Without one nothing there writes.'),
  MAX_HEADER_BYTES: z.coerce.number().int().min(4_096).max(1_048_576).default(DEFAULT_LIMITS.headerBytes).describe('Request line and headers together; beyond it the answer is 431. This default and the next are what a load balancer lets through.'),
  MAX_HEADERS: count(DEFAULT_LIMITS.headers).describe('How many headers; beyond it 431.'),
  MAX_URL_BYTES: count(DEFAULT_LIMITS.urlBytes).describe('Of the address; beyond it 414.'),
  MAX_BODY_BYTES: noneOr.describe('Of a request’s body, or `none`; beyond it 413, and no upstream gets it as a whole.'),
  HEADERS_TIMEOUT_MS: milliseconds(DEFAULT_LIMITS.headersMs).describe('How long a request’s headers may take to come; then 408.'),
  BODY_IDLE_TIMEOUT_MS: milliseconds(DEFAULT_LIMITS.bodyIdleMs).describe('How long an upload may stand still; then 408. One that goes on may take as long as it needs.'),
  KEEP_ALIVE_MS: milliseconds(DEFAULT_LIMITS.keepAliveMs).describe('How long a caller’s connection may be idle: longer than the load balancer’s own idle timeout, so that of the two it hangs up.'),
  MAX_CONNECTIONS: count(DEFAULT_LIMITS.connections).describe('Callers’ connections at once, for each process. One beyond is answered with 503 and closed; where there are 128 more, it is not taken. Health checks are answered all the same.'),
  MAX_CONNECTIONS_PER_ADDRESS: noneOr.describe('The same for each address, or `none`, which is right behind a load balancer, where all come from few.'),
  MAX_REQUESTS_PER_CONNECTION: noneOr.describe('After how many requests a connection is closed, or `none`.'),
  MAX_PIPELINED: count(DEFAULT_LIMITS.pipelined).describe('How many requests may wait on a connection behind the one being answered; beyond it 503.'),
  TRUST_FORWARDED: z.enum(['all', 'none']).or(networks).default('all').describe('Whose `X-Forwarded-*` and `Forwarded` are kept as they are: `all`, which is right where only the load balancer reaches the port; `none`; or the peers in networks, `10.0.0.0/16,10.1.0.0/16`. Others’ are replaced by what the proxy sees itself.'),
  HOST_POLICY: z.enum(['keep', 'upstream']).default('keep').describe('`keep` tells upstreams the host that the caller asked for; `upstream` their own, and the caller’s in `X-Forwarded-Host`.'),
  ALLOWED_HOSTS: hosts.default([]).describe('Hosts that are served, `shop.example,*.shop.example`; others get 421, and a request without one 400. Health checks may name any. None named: all are served.'),
};

export function listeningConfig(set: Read<typeof LISTENING>): ListeningConfig {
  return {
    listen: { host: set.HOST, port: set.PORT },
    admin: { host: set.ADMIN_HOST === 'same' ? set.HOST : set.ADMIN_HOST, port: set.ADMIN_PORT, token: set.BANYAN_ADMIN_TOKEN ?? null },
    limits: {
      headerBytes: set.MAX_HEADER_BYTES,
      headers: set.MAX_HEADERS,
      urlBytes: set.MAX_URL_BYTES,
      bodyBytes: set.MAX_BODY_BYTES,
      headersMs: set.HEADERS_TIMEOUT_MS,
      bodyIdleMs: set.BODY_IDLE_TIMEOUT_MS,
      keepAliveMs: set.KEEP_ALIVE_MS,
      connections: set.MAX_CONNECTIONS,
      connectionsPerAddress: set.MAX_CONNECTIONS_PER_ADDRESS,
      requestsPerConnection: set.MAX_REQUESTS_PER_CONNECTION,
      pipelined: set.MAX_PIPELINED,
    },
    trustedPeers: set.TRUST_FORWARDED,
    hostPolicy: set.HOST_POLICY,
    allowedHosts: set.ALLOWED_HOSTS,
  };
}
