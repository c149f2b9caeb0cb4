import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Target } from '../targets/target-pool.ts';
import type { TrafficMetrics } from './traffic-metrics.ts';

/** One request that has found its target. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: Target;
  readonly targetGroupArn: string;
  /** Path and query for the target. */
  readonly path: string;
  /** For the target, name and value in turn. */
  readonly headers: string[];
  /** Headers the load balancer adds to the answer, name and value in turn. */
  readonly extra: readonly string[];
  readonly metrics: TrafficMetrics;
  readonly monotonic: () => number;
}
