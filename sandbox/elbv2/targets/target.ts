import type { Connections } from './connections.ts';
import type { TargetHealth } from './target-health.ts';

export interface TargetAddress {
  readonly id: string;
  readonly port: number;
}

/** One registered target: `127.4.5.6:3000`. */
export interface Target extends TargetAddress {
  readonly key: string;
  readonly connections: Connections;
  health: TargetHealth;
  /** Requests under way. */
  outstanding: number;
  /** When its slow start began (monotonic, ms); `undefined` where it had none. */
  slowSince: number | undefined;
  /** What it is owed by the turns of round robin, in shares of a request. */
  credit: number;
}
