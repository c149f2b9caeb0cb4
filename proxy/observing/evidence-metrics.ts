import type { Registry } from 'prom-client';
import type { GroupCounters } from '../../domain/counters.ts';
import { flattenCounters } from '../../domain/flat-counters.ts';
import type { Upstream } from '../../domain/decision.ts';
import { counterOf, gaugeOf } from './read-metrics.ts';

export interface EvidenceState {
  readonly groups: readonly { readonly name: string; readonly tally: { counters(): GroupCounters } }[];
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** What the report has of each group's counters, as metrics: for gates that are asked by way of Prometheus. Exact, where histograms are not. */
export function registerEvidenceMetrics(registry: Registry, { groups, startedAt }: EvidenceState): void {
  counterOf(registry, {
    name: 'banyan_evidence_total',
    help: 'The counters of the report, exact and one by one, by their paths (`legacy.sessions`, `candidate.latency.92`, `comparisons.recent.989123.differing`): what gates are asked about where Prometheus is the source of evidence. Of the sessions that ended lately the half hours of a day are there.',
    labels: ['group', 'counter'],
    read: (tell) => groups.forEach(({ name, tally }) => flattenCounters(tally.counters()).forEach(([counter, value]) => tell(value, name, counter))),
  });
  gaugeOf(registry, {
    name: 'banyan_last_answer_seconds',
    help: 'When a side last answered a request of the group, Unix time; absent before it ever has.',
    labels: ['group', 'upstream'],
    aggregator: 'max',
    read: (tell) =>
      groups.forEach(({ name, tally }) => {
        const { lastLegacyAt, lastCandidateAt } = tally.counters();
        const sides: Readonly<Record<Upstream, number | null>> = { legacy: lastLegacyAt, candidate: lastCandidateAt };
        for (const [side, at] of Object.entries(sides)) if (at !== null) tell(at / 1_000, name, side);
      }),
  });
  gaugeOf(registry, { name: 'banyan_started_seconds', help: 'When this proxy began to count, Unix time.', aggregator: 'min', read: (tell) => tell(startedAt / 1_000) });
}
