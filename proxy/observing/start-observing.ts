import { collectDefaultMetrics, type Registry } from 'prom-client';
import type { ObservingConfig } from '../config/observing.ts';
import type { UpstreamsConfig } from '../config/upstreams.ts';
import type { Dial } from '../forwarding/dial.ts';
import type { Forwarder } from '../forwarding/forwarder.ts';
import { formatAddress, parseAddress } from '../forwarding/upstream-address.ts';
import type { Clock } from '../listening/caller-request.ts';
import type { CopySender } from '../shadowing/send-copy.ts';
import type { ProxyGroup } from '../../domain/proxy-groups.ts';
import { createAccessLog } from './access-log.ts';
import { startEmf } from './emf.ts';
import { registerEvidenceMetrics } from './evidence-metrics.ts';
import type { Log } from './log.ts';
import { createObserving, type Observing } from './observing.ts';
import { createRequestMetrics } from './request-metrics.ts';
import { registerStateMetrics, type ObservedState } from './state-metrics.ts';
import { createUpstreamConnections } from './upstream-connections.ts';

/** Everything that watches a proxy at work. What is wrapped does the same as before, and is watched. */
export interface ProxyObserving extends Observing {
  dial(inner: Dial): Dial;
  forwarder(inner: Forwarder): Forwarder;
  sender(inner: CopySender): CopySender;
  /** Called once, when the parts that have a state are there. */
  watch(state: Omit<ObservedState, 'log' | 'now'>): void;
  /** Tells what is left to tell. */
  end(): Promise<void>;
}

export interface ObservingSurroundings {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

type Config = ObservingConfig & Pick<UpstreamsConfig, 'legacy'> & { readonly groups: readonly ProxyGroup[] };

export async function startObserving({ accessLog, emf, tracing: exporting, legacy, groups }: Config, { registry, clock, random, log }: ObservingSurroundings): Promise<ProxyObserving> {
  const { now, elapsed } = clock;
  // A dozen packages, which a proxy without an exporter never loads.
  const tracing = exporting && (await import('./tracing/open-telemetry.ts')).startTracing(exporting, { registry, log });
  const connections = createUpstreamConnections(registry);
  const candidates = new Map<string | null, string>(groups.map(({ name, candidate }) => [name, formatAddress(parseAddress(candidate))]));
  const addressOf = ({ group, upstream }: { group: string | null; upstream: string }) => (upstream === 'candidate' ? candidates.get(group) : undefined) ?? formatAddress(legacy.address);
  const logAccess = createAccessLog({ ...accessLog, log, now, random, addressOf });
  collectDefaultMetrics({ register: registry });
  let lines: { stop(): void } | undefined;

  return {
    ...createObserving({ metrics: createRequestMetrics(registry), logAccess, tracing, elapsed }),
    dial: (inner) => connections.dial(inner),
    forwarder: (inner) => connections.forwarder(tracing ? tracing.forwarder(inner) : inner),
    sender: (inner) => (tracing ? tracing.sender(inner) : inner),
    watch(state) {
      registerStateMetrics(registry, { ...state, log, now });
      registerEvidenceMetrics(registry, { groups: state.groups, startedAt: now() });
      if (emf) lines = startEmf({ ...emf, groups: state.groups, log, now });
    },
    async end() {
      lines?.stop();
      await tracing?.end();
    },
  };
}
