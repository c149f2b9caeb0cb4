import type { Registry } from 'prom-client';
import type { Dial } from '../forwarding/dial.ts';
import type { Forwarder } from '../forwarding/forwarder.ts';
import { formatAddress, type UpstreamAddress } from '../forwarding/upstream-address.ts';
import { counterOf, gaugeOf } from './read-metrics.ts';

/** Counts connections to upstreams, and what is sent on them. Where far more is sent than is opened, connections are reused. */
export interface UpstreamConnections {
  dial(inner: Dial): Dial;
  forwarder(inner: Forwarder): Forwarder;
}

interface Counts {
  readonly address: string;
  opened: number;
  closed: number;
  failed: number;
  sent: number;
}

export function createUpstreamConnections(registry: Registry): UpstreamConnections {
  const byAddress = new Map<UpstreamAddress, Counts>();

  function countsOf(to: UpstreamAddress): Counts {
    let counts = byAddress.get(to);
    if (!counts) byAddress.set(to, (counts = { address: formatAddress(to), opened: 0, closed: 0, failed: 0, sent: 0 }));
    return counts;
  }

  function each(value: (counts: Counts) => number): (tell: (value: number, address: string) => void) => void {
    return (tell) => byAddress.forEach((counts) => tell(value(counts), counts.address));
  }

  const labels = ['address'];
  counterOf(registry, { name: 'banyan_upstream_connections_opened_total', help: 'Connections opened to upstreams, for shadows and WebSockets too.', labels, read: each(({ opened }) => opened) });
  counterOf(registry, { name: 'banyan_upstream_connection_failures_total', help: 'Connections to upstreams that could not be opened.', labels, read: each(({ failed }) => failed) });
  gaugeOf(registry, { name: 'banyan_upstream_connections', help: 'Connections to upstreams that are open.', labels, read: each(({ opened, closed }) => opened - closed) });
  counterOf(registry, { name: 'banyan_upstream_sends_total', help: 'Requests sent to upstreams, fallbacks and second attempts included. Where it grows much faster than the connections opened, these are reused.', labels, read: each(({ sent }) => sent) });

  return {
    dial(inner) {
      return async (to) => {
        const counts = countsOf(to);
        try {
          const socket = await inner(to);
          counts.opened += 1;
          socket.once('close', () => (counts.closed += 1));
          return socket;
        } catch (error) {
          counts.failed += 1;
          throw error;
        }
      };
    },
    forwarder(inner) {
      return {
        send(req, outbound) {
          countsOf(outbound.to).sent += 1;
          return inner.send(req, outbound);
        },
        close: () => inner.close(),
      };
    },
  };
}
