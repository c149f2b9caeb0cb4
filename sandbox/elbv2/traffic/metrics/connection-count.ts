import type { TrafficMetrics } from './traffic-metrics.ts';

/** Counts the connections of one load balancer, those from clients and those to targets. */
export interface ConnectionCount {
  opened(): void;
  closed(): void;
  /** Publishes, once a minute is over, how many were there during it. */
  publish(now: number): void;
}

const MINUTE_MS = 60_000;

export function createConnectionCount(metrics: Pick<TrafficMetrics, 'ofBalancer'>, startedAt: number): ConnectionCount {
  let open = 0;
  let closedThisMinute = 0;
  let minute = Math.floor(startedAt / MINUTE_MS);
  return {
    opened() {
      open++;
      metrics.ofBalancer('NewConnectionCount');
    },
    closed() {
      open--;
      closedThisMinute++;
    },
    publish(now) {
      const current = Math.floor(now / MINUTE_MS);
      if (current === minute) return;
      minute = current;
      if (open + closedThisMinute > 0) metrics.ofBalancer('ActiveConnectionCount', open + closedThisMinute);
      closedThisMinute = 0;
    },
  };
}
