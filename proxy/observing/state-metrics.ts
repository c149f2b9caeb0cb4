import { Counter, Gauge, type Registry } from 'prom-client';
import { DROP_REASONS } from '../../domain/counters.ts';
import type { Flags } from '../deciding/flags.ts';
import type { Group } from '../group.ts';
import type { Shadowing } from '../shadowing/shadowing.ts';

type Read = (group: Group, tell: (value: number, label?: string) => void) => void;

/** Metrics that are read off the proxy's state when somebody asks for them: they cost a request nothing. */
export function registerStateMetrics(registry: Registry, { groups, flags, shadowing }: { groups: readonly Group[]; flags: Flags; shadowing: Shadowing }): void {
  perGroup(Counter, 'banyan_shadow_comparisons_total', 'Shadowed requests by outcome.', ['outcome'], (group, tell) => {
    const { compared, differing, failed } = group.tally.counters().comparisons;
    tell(compared - differing, 'equal');
    tell(differing - failed, 'differing');
    tell(failed, 'failed');
  });
  perGroup(Counter, 'banyan_shadow_dropped_total', 'Copies that were wanted and not made or not compared.', ['reason'], (group, tell) => {
    const { dropped } = group.tally.counters().comparisons;
    for (const reason of DROP_REASONS) tell(dropped[reason], reason);
  });
  perGroup(Counter, 'banyan_fallbacks_total', 'Requests that the candidate failed and legacy answered.', [], (group, tell) => tell(group.tally.counters().fallbacks));
  perGroup(Gauge, 'banyan_breaker_open', 'Whether the candidate is given a rest.', ['breaker'], (group, tell) => {
    tell(Number(group.breaker.open), 'cohort');
    tell(Number(group.shadowBreaker.open), 'shadow');
  });
  perGroup(Gauge, 'banyan_override', 'Whether an operator has taken the group back to legacy at this proxy.', [], (group, tell) => tell(Number(group.overridden)));
  single('banyan_flags_fresh', 'Whether the flags are known and recent enough to be believed.', () => Number(flags.freshness === 'fresh'));
  single('banyan_shadow_bytes', 'Bytes of answers held for comparison.', () => shadowing.load.bytes);
  single('banyan_shadow_copies', 'Copies under way.', () => shadowing.load.copies);

  function single(name: string, help: string, read: () => number): void {
    registry.registerMetric(new Gauge({ name, help, registers: [], collect() { this.set(read()); } }));
  }

  function perGroup(Metric: typeof Counter | typeof Gauge, name: string, help: string, label: readonly string[], read: Read): void {
    const metric = new Metric({
      name,
      help,
      labelNames: ['group', ...label],
      registers: [],
      collect(this: Counter | Gauge) {
        this.reset();
        for (const group of groups) read(group, (value, text) => this.labels(...(text === undefined ? [group.name] : [group.name, text])).inc(value));
      },
    });
    registry.registerMetric(metric);
  }
}
