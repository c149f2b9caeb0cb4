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
  PORT: port(8080),
  HOST: z.string().min(1).default('0.0.0.0'),
  ADMIN_PORT: port(9090),
  ADMIN_HOST: z.string().min(1).default('127.0.0.1'),
  BANYAN_ADMIN_TOKEN: z.string().min(8, 'is shorter than 8 characters').optional(),
  MAX_HEADER_BYTES: z.coerce.number().int().min(4_096).max(1_048_576).default(DEFAULT_LIMITS.headerBytes),
  MAX_HEADERS: count(DEFAULT_LIMITS.headers),
  MAX_URL_BYTES: count(DEFAULT_LIMITS.urlBytes),
  MAX_BODY_BYTES: noneOr,
  HEADERS_TIMEOUT_MS: milliseconds(DEFAULT_LIMITS.headersMs),
  BODY_IDLE_TIMEOUT_MS: milliseconds(DEFAULT_LIMITS.bodyIdleMs),
  KEEP_ALIVE_MS: milliseconds(DEFAULT_LIMITS.keepAliveMs),
  MAX_CONNECTIONS: count(DEFAULT_LIMITS.connections),
  MAX_CONNECTIONS_PER_ADDRESS: noneOr,
  MAX_REQUESTS_PER_CONNECTION: noneOr,
  MAX_PIPELINED: count(DEFAULT_LIMITS.pipelined),
  TRUST_FORWARDED: z.enum(['all', 'none']).or(networks).default('all'),
  HOST_POLICY: z.enum(['keep', 'upstream']).default('keep'),
  ALLOWED_HOSTS: hosts.default([]),
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
