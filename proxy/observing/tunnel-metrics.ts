import { Counter, Gauge, type Registry } from 'prom-client';
import type { Decision } from '../../domain/decision.ts';

/** Counts WebSockets by route group and upstream. */
export interface TunnelMetrics {
  opened(decision: Decision): void;
  ended(decision: Decision, why: TunnelEnd): void;
}

/** What ended a tunnel. */
export type TunnelEnd = 'peer' | 'idle' | 'rolled-back' | 'stopped';

export function createTunnelMetrics(registry: Registry): TunnelMetrics {
  const open = new Gauge({ name: 'banyan_tunnels_open', help: 'WebSockets that are open.', labelNames: ['group', 'upstream'], registers: [registry] });
  const ended = new Counter({ name: 'banyan_tunnels_ended_total', help: 'WebSockets that have ended: by the `peer` at either end, since they were `idle`, since their caller was `rolled-back`, or since the proxy `stopped`.', labelNames: ['group', 'upstream', 'why'], registers: [registry] });
  const labels = ({ group, upstream }: Decision) => ({ group: group ?? '', upstream });
  return {
    opened: (decision) => open.inc(labels(decision)),
    ended(decision, why) {
      open.dec(labels(decision));
      ended.inc({ ...labels(decision), why });
    },
  };
}
