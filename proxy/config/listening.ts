import { z } from 'zod';
import { port, type Read } from './fields.ts';

export interface ListeningConfig {
  readonly listen: { readonly host: string; readonly port: number };
  /** The operators' port, on loopback unless told otherwise; `ADMIN_HOST=same` puts it where the main port is. Without a token it refuses everything that writes. */
  readonly admin: { readonly host: string; readonly port: number; readonly token: string | null };
  /** How long a stopping proxy still takes connections, so that its callers learn of it by `Connection: close`. */
  readonly drainMs: number;
}

export const LISTENING = {
  PORT: port(8080),
  HOST: z.string().min(1).default('0.0.0.0'),
  ADMIN_PORT: port(9090),
  ADMIN_HOST: z.string().min(1).default('127.0.0.1'),
  BANYAN_ADMIN_TOKEN: z.string().min(8, 'is shorter than 8 characters').optional(),
  DRAIN_MS: z.coerce.number().int().min(0).max(60_000).default(1_000),
};

export function listeningConfig(set: Read<typeof LISTENING>): ListeningConfig {
  return {
    listen: { host: set.HOST, port: set.PORT },
    admin: { host: set.ADMIN_HOST === 'same' ? set.HOST : set.ADMIN_HOST, port: set.ADMIN_PORT, token: set.BANYAN_ADMIN_TOKEN ?? null },
    drainMs: set.DRAIN_MS,
  };
}
