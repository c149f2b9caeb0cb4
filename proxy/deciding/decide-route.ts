import { isSafe } from '../../domain/copying.ts';
import type { Decision, DecisionReason, Upstream } from '../../domain/decision.ts';
import type { CohortOptions } from '../../domain/migration.ts';
import type { RouteGroup } from '../../domain/route-group.ts';
import { findGroup } from '../../domain/route-match.ts';
import type { Wishes } from './tester-pass.ts';

/** What a decision is made from, of the request. */
export interface RouteFacts {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** `null`: the request does not say who calls. */
  readonly caller: string | null;
  /** What a tester's pass asks for; `null`: no tester calls. */
  readonly wishes: Wishes | null;
}

/** What a decision is made from, of the group. */
export interface RoutedGroup extends RouteGroup {
  /** An operator has taken the group back at this proxy. */
  readonly overridden: boolean;
  /** It has no legacy path any more: the candidate answers whoever still comes through the proxy. */
  readonly retired: boolean;
  /** The candidate failed so often that it gets a rest. */
  readonly resting: boolean;
  /** The candidate's name leads to an address. */
  readonly candidateKnown: boolean;
  /** Who owns its writes; `null`: whoever answers the caller, for its data does not move. */
  readonly writesOwner: Upstream | null;
  readonly cohort: Pick<CohortOptions, 'whenFlagsAreStale'>;
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
export function decideRoute({ method, path, caller, wishes }: RouteFacts, groups: readonly RoutedGroup[], flags: FlagsView): Decision {
  const group = findGroup(groups, method, path);
  if (!group) return { group: null, upstream: 'legacy', reason: 'no-group' };
  if (group.retired) return { group: group.name, upstream: 'candidate', reason: 'retired' };
  const decision = decideReads(group, caller, wishes, flags);
  // A write belongs to its owner whatever the flags, an operator or a pass say of the caller; they only follow.
  if (group.writesOwner === null || isSafe(method) || group.writesOwner === decision.upstream) return decision;
  return { group: group.name, upstream: group.writesOwner, reason: 'write-owner' };
}

function decideReads(group: RoutedGroup, caller: string | null, wishes: Wishes | null, flags: FlagsView): Decision {
  const wish = wishes?.get(group.name);
  const reason = reasonFor(group, caller, wish, flags);
  return { group: group.name, upstream: ADMISSIONS.has(reason) && wish !== 'legacy' ? 'candidate' : 'legacy', reason };
}

/** Reasons to send a request to the candidate. */
const ADMISSIONS = new Set<DecisionReason>(['in-cohort', 'tester', 'flags-stale-stayed']);

/** What takes callers back comes first: an operator, then whoever asks for legacy, then the flags. A pass never leads past those. */
function reasonFor(group: RoutedGroup, caller: string | null, wish: Upstream | undefined, flags: FlagsView): DecisionReason {
  if (group.overridden) return 'override';
  if (wish === 'legacy') return 'tester';
  const reason = askFlags(group, caller, wish, flags);
  if (!ADMISSIONS.has(reason)) return reason;
  if (group.resting) return 'breaker-open';
  if (!group.candidateKnown) return 'candidate-unknown';
  return reason;
}

function askFlags({ name, cohort }: RoutedGroup, caller: string | null, wish: Upstream | undefined, flags: FlagsView): DecisionReason {
  const { freshness } = flags;
  if (freshness === 'unknown') return 'flags-unknown';
  if (freshness === 'stale' && cohort.whenFlagsAreStale === 'legacy') return 'flags-stale';
  const state = flags.state(name);
  if (state === 'missing') return 'flags-unknown';
  if (state === 'off') return 'flag-off';
  if (freshness === 'stale') return caller !== null && flags.admits(name, caller) ? 'flags-stale-stayed' : 'flags-stale';
  if (wish === 'candidate') return 'tester';
  if (caller === null) return 'anonymous';
  return flags.admits(name, caller) ? 'in-cohort' : 'not-in-cohort';
}
