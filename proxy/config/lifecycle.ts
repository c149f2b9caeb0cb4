import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { TunnelLimits } from '../forwarding/tunnels.ts';
import { milliseconds, type Read } from './fields.ts';

export interface LifecycleConfig {
  /** How long a stopping proxy still takes connections, so that its callers learn of it by `Connection: close`. */
  readonly drainMs: number;
  /** The same where it stops by itself, after a fault of its own: long enough for the load balancer's health checks to notice. */
  readonly faultDrainMs: number;
  /** How long a stopping proxy then waits for what is under way. */
  readonly stopMs: number;
  readonly processes: number;
  readonly tunnels: TunnelLimits;
}

export const LIFECYCLE = {
  DRAIN_MS: z.coerce.number().int().min(0).max(60_000).default(1_000).describe('How long a stopping proxy, whose health check fails already, still takes connections, and closes each after its answer. Then open ones have as long again, a second at most, to ask once more.'),
  FAULT_DRAIN_MS: z.coerce.number().int().min(0).max(600_000).default(30_000).describe('The same where the proxy stops by itself after a fault of its own: longer than the load balancer’s health checks need to notice.'),
  STOP_TIMEOUT_MS: milliseconds(25_000).describe('How long it then waits for what is under way: together with `DRAIN_MS` less than ECS’s stop timeout (30 s).'),
  PROCESSES: z.literal('auto').transform(() => availableParallelism()).or(z.coerce.number().int().min(1).max(256)).default(1).describe('How many processes share the port, or `auto`: as many as there are cores. The operators’ port is one for all of them.'),
  MAX_TUNNELS: z.coerce.number().int().min(0).max(1_000_000).default(10_000).describe('WebSockets at once, for each process; beyond it 503.'),
  TUNNEL_IDLE_MS: z.literal('none').transform(() => null).or(z.coerce.number().int().min(1_000).max(86_400_000)).default(null).describe('After how long without a byte a WebSocket is closed, or `none`.'),
  TUNNELS_ON_ROLLBACK: z.enum(['close', 'leave']).default('close').describe('What becomes of a WebSocket to the candidate when its caller is taken back to legacy: `close` ends it within a second, with code 1012, so that the client connects anew; `leave` leaves it.'),
};

export function lifecycleConfig(set: Read<typeof LIFECYCLE>): LifecycleConfig {
  return {
    drainMs: set.DRAIN_MS,
    faultDrainMs: set.FAULT_DRAIN_MS,
    stopMs: set.STOP_TIMEOUT_MS,
    processes: set.PROCESSES,
    tunnels: { most: set.MAX_TUNNELS, idleMs: set.TUNNEL_IDLE_MS, onRollback: set.TUNNELS_ON_ROLLBACK },
  };
}
