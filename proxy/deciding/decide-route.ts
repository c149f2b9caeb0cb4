import type { Decision, DecisionReason } from '../../domain/decision.ts';
import type { RouteGroup } from '../../domain/route-group.ts';
import { findGroup } from '../../domain/route-match.ts';

/** What a decision is made from, of the request. */
export interface RouteFacts {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** `null`: the request does not say who calls. */
  readonly caller: string | null;
}

/** What a decision is made from, of the group. */
export interface RoutedGroup extends RouteGroup {
  /** An operator has taken the group back at this proxy. */
  readonly overridden: boolean;
  /** The candidate failed so often that it gets a rest. */
  readonly resting: boolean;
  /** The candidate's name leads to an address. */
  readonly candidateKnown: boolean;
}

/** What a decision is made from, of the flags. */
export interface FlagsView {
  readonly freshness: 'unknown' | 'stale' | 'fresh';
  /** The group's flag, whoever calls; `missing`: the flag server does not know it. */
  state(group: string): 'missing' | 'off' | 'on';
  /** Whether the strategies of the group's flag let this caller in. */
  admits(group: string, caller: string): boolean;
}

/** Which upstream serves a request, and why. Every doubt goes to legacy. */
export function decideRoute(facts: RouteFacts, groups: readonly RoutedGroup[], flags: FlagsView): Decision {
  const group = findGroup(groups, facts.method, facts.path);
  if (!group) return { group: null, upstream: 'legacy', reason: 'no-group' };
  const reason = reasonFor(group, facts.caller, flags);
  return { group: group.name, upstream: reason === 'in-cohort' ? 'candidate' : 'legacy', reason };
}

function reasonFor(group: RoutedGroup, caller: string | null, flags: FlagsView): DecisionReason {
  if (group.overridden) return 'override';
  if (flags.freshness !== 'fresh') return `flags-${flags.freshness}`;
  const state = flags.state(group.name);
  if (state === 'missing') return 'flags-unknown';
  if (state === 'off') return 'flag-off';
  if (caller === null) return 'anonymous';
  if (!flags.admits(group.name, caller)) return 'not-in-cohort';
  if (group.resting) return 'breaker-open';
  if (!group.candidateKnown) return 'candidate-unknown';
  return 'in-cohort';
}
