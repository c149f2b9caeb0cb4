import type { RuleConditions } from '../../domain/rule-conditions.ts';

/** The load balancer in front of the monolith, as the engine needs it. Writes are idempotent and read back before they return. */
export interface LoadBalancer {
  /** The listener, Banyan's own rules on it and its own target groups with the health of their targets. One batch for all groups named. */
  observe(groups: readonly string[]): Promise<LoadBalancerState>;
  /** Creates the candidate's target group where it is absent, tagged as the group's. Refuses one of that name without Banyan's tags. */
  ensureTargetGroup(spec: TargetGroupSpec): Promise<void>;
  /** Creates or rewrites one rule, found by its tags; a new one, and one that stands outside of the configured range, takes the lowest free priority of it. */
  putRule(rule: RuleSpec): Promise<void>;
  /** Deletes the rules of a group in that role; none is fine. */
  removeRules(group: string, role: RuleRole): Promise<void>;
  /** Deletes the candidate's target group; absent is fine. */
  removeTargetGroup(group: string, name: string): Promise<void>;
}

/** `group` rules split the group's traffic; the `park` rule leads requests with a secret header to the candidate. */
export type RuleRole = 'group' | 'park';

/** Where a rule may send: a side, and its percentage. Sums to 100. */
export interface RuleTarget {
  readonly targetGroup: string;
  readonly percent: number;
}

export interface RuleSpec {
  readonly group: string;
  readonly role: RuleRole;
  /** Which of the group's rules this is, from 0: a group whose patterns do not fit one rule has several. */
  readonly part: number;
  readonly when: RuleConditions | { readonly header: string; readonly value: string };
  /** By target-group name. */
  readonly targets: readonly RuleTarget[];
  /** Group stickiness; 0 is none. */
  readonly stickySeconds: number;
}

export interface TargetGroupSpec {
  readonly group: string;
  readonly name: string;
  readonly port: number;
  readonly healthPath: string;
}

export interface ObservedRule extends RuleSpec {
  readonly priority: number;
}

export interface ForeignRule {
  readonly priority: number;
  readonly when: RuleConditions;
}

export interface ObservedTargetGroup {
  readonly name: string;
  readonly healthy: number;
  /** Registered; one that is being drained is not. */
  readonly total: number;
  /** No request goes there any more, and those under way may still be answered. */
  readonly draining: number;
}

export interface LoadBalancerState {
  /** Target group of the listener's default action, and whether it has target stickiness, which group rules must then match. */
  readonly legacy: { readonly targetGroup: string; readonly sticky: boolean };
  /** Target group of the proxy service. */
  readonly proxy: { readonly targetGroup: string; readonly healthy: number };
  /** Rules of others that ask for paths (and a method) and nothing else, in order of priority: what stands before Banyan's own may leave them nothing to do. */
  readonly foreign: readonly ForeignRule[];
  /** Rules that bear Banyan's tags, in order of priority; such as somebody moved out of the configured range, too. */
  readonly rules: readonly ObservedRule[];
  /** Target groups that bear Banyan's tags, by group. */
  readonly candidates: Readonly<Record<string, ObservedTargetGroup>>;
}
