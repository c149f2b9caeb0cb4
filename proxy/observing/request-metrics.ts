import type { Registry } from 'prom-client';
import type { Decision } from '../../domain/decision.ts';
import type { Served } from '../forwarding/exchange.ts';
import { createDecisionCells } from './decision-cells.ts';
import { createLatencyMetric, type Latencies } from './latency-metric.ts';
import { counterOf } from './read-metrics.ts';

/** Counts requests for Prometheus. */
export interface RequestMetrics {
  /** Bytes are those of the caller's connection. */
  served(served: Served, received: number, sent: number): void;
  /** More bytes went by after the answer, on a connection that was upgraded. */
  passed(decision: Decision, received: number, sent: number): void;
  /** Answered by the proxy itself: the request had been here before, or the proxy failed. */
  refused(why: Refused): void;
}

export type Refused = 'loop' | 'gone' | 'copy' | 'fault';

/** What comes of a request, by the first digit of its status. Upstreams may invent statuses; they get no label of their own. */
const STATUS_CLASSES = ['none', '1xx', '2xx', '3xx', '4xx', '5xx', 'other'] as const;

export function createRequestMetrics(registry: Registry): RequestMetrics {
  const latencies = createLatencyMetric(registry, { name: 'banyan_first_byte_seconds', help: 'Time to the first byte, a fallback’s detour included.', labels: ['group', 'upstream'] });
  const bySide = new Map<string, Latencies>();
  const cells = createDecisionCells((decision) => createCell(decision, sideOf(decision)));
  const refused = { loop: 0, gone: 0, copy: 0, fault: 0 };

  function sideOf({ group, upstream }: Decision): Latencies {
    const key = `${group ?? ''} ${upstream}`;
    let side = bySide.get(key);
    if (!side) bySide.set(key, (side = latencies({ group: group ?? '', upstream })));
    return side;
  }

  counterOf(registry, {
    name: 'banyan_requests_total',
    help: 'Requests answered. With the reason `untranslatable` legacy answered what cannot be put into the candidate’s words.',
    labels: ['group', 'upstream', 'reason', 'status'],
    read(tell) {
      for (const { group, upstream, reason, byClass } of cells) byClass.forEach((n, i) => n > 0 && tell(n, group, upstream, reason, STATUS_CLASSES[i]!));
    },
  });
  counterOf(registry, {
    name: 'banyan_upstream_failures_total',
    help: 'Requests whose upstream gave no answer (`unreachable`, `timeout`, `broken`) or not all of it (`broke-off`), or whose caller left (`cancelled`). What fell back counts where it went.',
    labels: ['group', 'upstream', 'failure'],
    read(tell) {
      for (const { group, upstream, failures } of cells) for (const [failure, n] of failures) tell(n, group, upstream, failure);
    },
  });
  for (const [name, direction, which] of [['banyan_received_bytes_total', 'from', 'received'], ['banyan_sent_bytes_total', 'to', 'sent']] as const) {
    counterOf(registry, {
      name,
      help: `Bytes ${direction} callers, heads included; those of a WebSocket as they go by.`,
      labels: ['group'],
      read(tell) {
        for (const cell of cells) tell(cell[which], cell.group);
      },
    });
  }
  counterOf(registry, {
    name: 'banyan_own_answers_total',
    help: 'Requests that no upstream was asked for: `loop`, it had been at this proxy before; `gone`, its group is retired; `copy`, it is a copy and would have changed something; `fault`, the proxy failed.',
    labels: ['why'],
    read(tell) {
      for (const why of ['loop', 'gone', 'copy', 'fault'] as const) tell(refused[why], why);
    },
  });

  return {
    served({ decision, status, ms, failure }, received, sent) {
      const cell = cells.of(decision);
      cell.byClass[classOf(status)]! += 1;
      cell.latency.observe(ms);
      addBytes(cell, received, sent);
      if (failure) cell.failures.set(failure, (cell.failures.get(failure) ?? 0) + 1);
    },
    passed: (decision, received, sent) => addBytes(cells.of(decision), received, sent),
    refused: (why) => void (refused[why] += 1),
  };
}

function createCell({ group, upstream, reason }: Decision, latency: Latencies) {
  const failures = new Map<NonNullable<Served['failure']>, number>();
  return { group: group ?? '', upstream, reason, latency, failures, byClass: STATUS_CLASSES.map(() => 0), received: 0, sent: 0 };
}

function addBytes(cell: { received: number; sent: number }, received: number, sent: number): void {
  cell.received += received;
  cell.sent += sent;
}

function classOf(status: number | null): number {
  if (status === null) return 0;
  return status >= 100 && status < 600 ? Math.trunc(status / 100) : 6;
}
