import type { Migration } from './migration.ts';
import type { Shares } from './shares.ts';
import { stopName, stopsOf, type Stop } from './stop.ts';

/** What the world must look like at a stop. */
export interface DesiredState {
  /** How the group's rule splits its requests; `none`: there is no rule, traffic goes where it went before Banyan came. */
  readonly rule: Shares | 'none';
  /** Whether a rule with a secret header leads to the candidate, which keeps its target group on the load balancer. */
  readonly parkRule: boolean;
  readonly candidate: 'absent' | 'running';
  /** Whether the proxy must know the group's routes. */
  readonly proxyKnowsGroup: boolean;
  readonly flags: FlagState | 'none';
  /** Whether the proxy is told that the group has no legacy path any more. */
  readonly retired: boolean;
}

/** The group's two flags. With `on` false everybody is answered by legacy, whatever the percentages. An observed percentage is NaN where somebody changed the flag so that it cannot be told: it equals no desired one. */
export interface FlagState {
  readonly on: boolean;
  readonly cohortPercent: number;
  readonly shadowPercent: number;
}

const OFF: FlagState = { on: false, cohortPercent: 0, shadowPercent: 0 };

/** The desired state of a migration that stands at `stop`. Pure: the position is the only state of a migration. */
export function desiredAt(migration: Migration, stop: Stop): DesiredState {
  const live = { parkRule: true, candidate: 'running', proxyKnowsGroup: true, retired: false } as const;
  const proxied: Shares = { legacy: 0, proxy: 100, candidate: 0 };
  switch (stop.kind) {
    case 'start':
      return { rule: 'none', parkRule: false, candidate: 'absent', proxyKnowsGroup: false, flags: 'none', retired: false };
    case 'deploy':
      return { ...live, rule: 'none', flags: OFF };
    case 'front':
      return { ...live, rule: { legacy: 100 - stop.percent, proxy: stop.percent, candidate: 0 }, flags: { on: true, cohortPercent: 0, shadowPercent: 0 } };
    case 'shadow':
      return { ...live, rule: proxied, flags: { on: true, cohortPercent: 0, shadowPercent: stop.percent } };
    case 'cohort':
      return { ...live, rule: proxied, flags: { on: true, cohortPercent: stop.percent, shadowPercent: percentBefore(migration, stop, 'shadow') } };
    case 'weight':
      return {
        ...live,
        rule: { legacy: 0, proxy: 100 - stop.percent, candidate: stop.percent },
        flags: {
          on: true,
          cohortPercent: percentBefore(migration, stop, 'cohort'),
          // At 100 no request of the group reaches the proxy: there is nothing left to copy.
          shadowPercent: stop.percent === 100 ? 0 : percentBefore(migration, stop, 'shadow'),
        },
      };
    case 'retire':
      return { rule: { legacy: 0, proxy: 0, candidate: 100 }, parkRule: false, candidate: 'running', proxyKnowsGroup: true, flags: 'none', retired: true };
  }
}

/** The percentage of the last stop of `kind` before `stop`; 0 where there was none. */
function percentBefore(migration: Migration, stop: Stop, kind: 'shadow' | 'cohort'): number {
  const stops = stopsOf(migration);
  const until = stops.findIndex((each) => stopName(each) === stopName(stop));
  const last = stops.slice(0, until).findLast((each) => each.kind === kind);
  return last && 'percent' in last ? last.percent : 0;
}
