import type { Registry } from 'prom-client';
import { DROP_REASONS } from '../../domain/counters.ts';
import type { Flags } from '../deciding/flags.ts';
import type { RetryBudget } from '../forwarding/retry-budget.ts';
import type { Group } from '../group.ts';
import type { Repeats } from '../shadowing/noise/repeats.ts';
import type { Shadowing } from '../shadowing/shadowing.ts';
import type { Log } from './log.ts';
import { counterOf, gaugeOf, type ReadMetric, type Tell } from './read-metrics.ts';

export interface ObservedState {
  readonly groups: readonly Group[];
  readonly flags: Flags;
  readonly shadowing: Shadowing;
  readonly repeats: Pick<Repeats, 'asked'>;
  /** For requests that legacy got a second time. */
  readonly resends: RetryBudget;
  readonly log: Log;
  readonly now: () => number;
}

/** Metrics that are read off the proxy's state when somebody asks for them. */
export function registerStateMetrics(registry: Registry, { groups, flags, shadowing, repeats, resends, log, now }: ObservedState): void {
  counterOf(registry, perGroup('banyan_shadow_comparisons_total', 'Shadowed requests: `equal`, `differing`, or the shadow `failed`.', ['outcome'], (group, tell) => {
    const { compared, differing, failed } = group.tally.counters().comparisons;
    tell(compared - differing, 'equal');
    tell(differing - failed, 'differing');
    tell(failed, 'failed');
  }));
  counterOf(registry, perGroup('banyan_shadow_dropped_total', 'Copies that were wanted and not made, or not compared: `busy`, `memory`, `too-large`, `aborted`, `breaker-open`, `candidate-unknown`, `session-unknown`, `untranslatable`; of what changes something `unsupported`, `ids-missing`. No gaps are `unsafe-method`, `denied`, `not-accepted`, `settling`, `not-modified`: nothing was to be compared.', ['reason'], (group, tell) => {
    const { dropped } = group.tally.counters().comparisons;
    for (const reason of DROP_REASONS) tell(dropped[reason], reason);
  }));
  counterOf(registry, perGroup('banyan_shadow_repeats_total', 'Requests that legacy got a second time, to learn how it differs from itself: drawn by lot (`sample`), or after a mismatch (`probe`).', ['purpose'], (group, tell) => {
    const { sample, probe } = repeats.asked(group.name);
    tell(sample, 'sample');
    tell(probe, 'probe');
  }));
  counterOf(registry, perGroup('banyan_fallbacks_total', 'Requests that the candidate failed and legacy answered.', [], (group, tell) => tell(group.tally.counters().fallbacks)));
  counterOf(registry, perGroup('banyan_fallbacks_denied_total', 'Requests that the candidate failed and legacy was not asked for, since too many had been (the retry budget).', [], (group, tell) => tell(group.fallbacks.denied)));
  counterOf(registry, perGroup('banyan_fenced_total', 'Requests that a side refused since it does not own the group’s writes: `passed-on` to the other side, or `refused` (503 with Retry-After) where that had been asked before, or the body, above 1 MiB, was not kept. Only of groups whose data moves.', ['outcome'], ({ writes, tally }, tell) => {
    if (writes) for (const [outcome, count] of Object.entries(tally.fencedCounts)) tell(count, outcome);
  }));
  gaugeOf(registry, { aggregator: 'max', ...perGroup('banyan_breaker_open', '1: the candidate is given a rest, by `cohort` from callers, by `shadow` from copies.', ['breaker'], (group, tell) => {
    tell(Number(group.breaker.open), 'cohort');
    tell(Number(group.shadowBreaker.open), 'shadow');
  }) });
  gaugeOf(registry, { aggregator: 'max', ...perGroup('banyan_override', '1: an operator has taken the group back to legacy at this proxy.', [], (group, tell) => tell(Number(group.overridden))) });
  counterOf(registry, { name: 'banyan_resends_total', help: 'Requests that legacy got a second time, for a kept connection had been dead.', read: (tell) => tell(resends.granted) });
  counterOf(registry, { name: 'banyan_resends_denied_total', help: 'The same, not made, since too many had been.', read: (tell) => tell(resends.denied) });
  gaugeOf(registry, { name: 'banyan_flags_fresh', help: '1: the flags are known and recent enough to be believed.', aggregator: 'min', read: (tell) => tell(Number(flags.freshness === 'fresh')) });
  gaugeOf(registry, { name: 'banyan_flags_age_seconds', help: 'Time since the flag server last answered; absent before it ever has.', aggregator: 'max', read: (tell) => flags.fetchedAt !== null && tell((now() - flags.fetchedAt) / 1_000) });
  gaugeOf(registry, { name: 'banyan_shadow_bytes', help: 'Bytes of answers held for comparison.', read: (tell) => tell(shadowing.load.bytes) });
  gaugeOf(registry, { name: 'banyan_shadow_copies', help: 'Copies under way.', read: (tell) => tell(shadowing.load.copies) });
  counterOf(registry, { name: 'banyan_log_lines_dropped_total', help: 'Lines of the log that standard output did not take in time, or not at all: the log never holds a request up.', read: (tell) => tell(log.dropped) });

  function perGroup(name: string, help: string, labels: readonly string[], read: (group: Group, tell: Tell) => void): ReadMetric {
    return { name, help, labels: ['group', ...labels], read: (tell) => groups.forEach((group) => read(group, (value, ...texts) => tell(value, group.name, ...texts))) };
  }
}
