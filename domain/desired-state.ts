import { ownerOf, type DesiredData } from './data-movement.ts';
import type { Upstream } from './decision.ts';
import { desiredDataAt } from './desired-data.ts';
import type { Migration } from './migration.ts';
import type { Shares } from './shares.ts';
import { stopsUpTo, type DataStop, type Stop } from './stop.ts';

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
  /** How the group's data moves; `absent`: nothing of it is in the stores, or the group has none. */
  readonly data: DesiredData | 'absent';
}

/** The group's flags. With `on` false everybody is answered by legacy, whatever the percentages. An observed percentage is NaN where somebody changed the flag so that it cannot be told: it equals no desired one. */
export interface FlagState {
  readonly on: boolean;
  readonly cohortPercent: number;
  readonly shadowPercent: number;
  /** To whom the proxies send what changes something, before anybody else is asked; absent: to whoever answers the caller, for the group's data does not move. */
  readonly writes?: Upstream;
}

type Routing = Omit<DesiredState, 'data'>;

const OFF: FlagState = { on: false, cohortPercent: 0, shadowPercent: 0 };

/** The desired state of a migration that stands at `stop`. Pure: the position is the only state of a migration. */
export function desiredAt(migration: Migration, stop: Stop): DesiredState {
  const data = desiredDataAt(migration, stop);
  const routing = routingAt(migration, lastRouting(migration, stop));
  if (data === 'absent' || routing.flags === 'none') return { ...routing, data };
  return { ...routing, flags: { ...routing.flags, writes: ownerOf(data.flow) }, data };
}

function routingAt(migration: Migration, stop: RoutingStop): Routing {
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

/** Percent of the group's requests that the load balancer itself sends to the candidate. */
export function directShare({ rule }: Pick<DesiredState, 'rule'>): number {
  return rule === 'none' ? 0 : rule.candidate;
}

type RoutingStop = Exclude<Stop, DataStop>;

/** Where data begins to move otherwise, routing stays as it was. */
function lastRouting(migration: Migration, stop: Stop): RoutingStop {
  return stopsUpTo(migration, stop).findLast(isRouting) ?? { kind: 'start' };
}

function isRouting(stop: Stop): stop is RoutingStop {
  return stop.kind !== 'sync' && stop.kind !== 'backfill' && stop.kind !== 'verify-data' && stop.kind !== 'cutover' && stop.kind !== 'reverse';
}

/** The percentage of the last stop of `kind` before `stop`; 0 where there was none. */
function percentBefore(migration: Migration, stop: Stop, kind: 'shadow' | 'cohort'): number {
  const last = stopsUpTo(migration, stop).findLast((each) => each.kind === kind);
  return last && 'percent' in last ? last.percent : 0;
}
