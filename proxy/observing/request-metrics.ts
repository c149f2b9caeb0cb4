import { Counter, Histogram, type Registry } from 'prom-client';
import type { Served } from '../forwarding/serve.ts';

/** Counts requests for Prometheus. */
export type RequestMetrics = (served: Served) => void;

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The label sets are few; each is looked up once and kept, for finding one by its labels costs more than counting does. */
export function createRequestMetrics(registry: Registry): RequestMetrics {
  const requests = new Counter({
    name: 'banyan_requests_total',
    help: 'Requests by route group, upstream that answered, reason of the decision and class of status.',
    labelNames: ['group', 'upstream', 'reason', 'status'],
    registers: [registry],
  });
  const latency = new Histogram({
    name: 'banyan_first_byte_seconds',
    help: 'Time to the first byte by route group and upstream that answered.',
    labelNames: ['group', 'upstream'],
    buckets: SECONDS,
    registers: [registry],
  });
  const children = new Map<string, (ms: number) => void>();

  return ({ decision: { group, upstream, reason }, status, ms }) => {
    const statusClass = status === null ? 'none' : `${Math.floor(status / 100)}xx`;
    const key = `${group} ${upstream} ${reason} ${statusClass}`;
    let count = children.get(key);
    if (!count) {
      const labels = { group: group ?? '', upstream };
      const [counted, timed] = [requests.labels({ ...labels, reason, status: statusClass }), latency.labels(labels)];
      count = (value) => {
        counted.inc();
        timed.observe(value / 1_000);
      };
      children.set(key, count);
    }
    count(ms);
  };
}
