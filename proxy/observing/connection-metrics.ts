import { Counter, Gauge, type Registry } from 'prom-client';

/** Counts what is turned away at the door: requests by status, and connections that were not taken (`dropped`). */
export type CountRefused = (status: number | 'dropped') => void;

export function createConnectionMetrics(registry: Registry, open: () => number): CountRefused {
  const refused = new Counter({ name: 'banyan_turned_away_total', help: 'Requests turned away at the door, by status; connections not taken are `dropped`.', labelNames: ['status'], registers: [registry] });
  registry.registerMetric(new Gauge({ name: 'banyan_connections_open', help: 'Connections of callers that are open.', registers: [], collect() { this.set(open()); } }));
  return (status) => refused.labels(String(status)).inc();
}
