import { collectDefaultMetrics, Registry } from 'prom-client';
import { MOVER_METRICS } from '../../migrations/mover/metrics-text.ts';
import { createConnectionMetrics } from '../../proxy/observing/connection-metrics.ts';
import { registerEvidenceMetrics, type EvidenceState } from '../../proxy/observing/evidence-metrics.ts';
import { registerIdentityMetrics } from '../../proxy/observing/identity-metrics.ts';
import { createRequestMetrics } from '../../proxy/observing/request-metrics.ts';
import { registerStateMetrics, type ObservedState } from '../../proxy/observing/state-metrics.ts';
import { countExports } from '../../proxy/observing/tracing/count-exports.ts';
import { createTunnelMetrics } from '../../proxy/observing/tunnel-metrics.ts';
import { createUpstreamConnections } from '../../proxy/observing/upstream-connections.ts';
import { codes, markdownTable } from './markdown-table.ts';

/** The tables of docs/metrics.md: of the proxy, of its process, of the mover. */
export function metricTables(): Readonly<Record<string, string>> {
  return {
    proxy: table(registered(registerProxyMetrics)),
    process: table(registered((registry) => collectDefaultMetrics({ register: registry }))),
    mover: markdownTable(['metric', 'what it tells'], MOVER_METRICS.map(({ name, help }) => [`\`${name}\``, help])),
  };
}

/** Declares all that a proxy has. Nothing is ever read, so that no state is needed. */
function registerProxyMetrics(registry: Registry): void {
  createRequestMetrics(registry);
  registerStateMetrics(registry, {} as ObservedState);
  registerIdentityMetrics(registry, { passes: { refused: {} }, introductions: { answers: {} } } as never);
  registerEvidenceMetrics(registry, {} as EvidenceState);
  createUpstreamConnections(registry);
  createConnectionMetrics(registry, () => 0);
  createTunnelMetrics(registry);
  countExports({} as never, { registry, log: {} as never });
}

/** What prom-client's metrics have; its types do not say all of it. */
interface Declared {
  readonly name: string;
  readonly type: string;
  readonly labelNames: readonly string[];
  readonly help: string;
}

function registered(register: (registry: Registry) => void): readonly Declared[] {
  const registry = new Registry();
  register(registry);
  return registry.getMetricsAsArray() as unknown as readonly Declared[];
}

function table(metrics: readonly Declared[]): string {
  return markdownTable(['metric', 'type', 'labels', 'what it tells'], metrics.map(({ name, type, labelNames, help }) => [`\`${name}\``, type, codes(labelNames), help]));
}
