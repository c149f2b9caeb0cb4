import { createHash } from 'node:crypto';
import type { Migration } from '../../domain/migration.ts';
import { covers } from '../../domain/pattern-cover.ts';
import { ruleConditions } from '../../domain/rule-conditions.ts';
import type { Shares } from '../../domain/shares.ts';
import type { ObservedRule, RuleSpec } from '../ports/load-balancer.ts';
import type { Observed } from './observe.ts';

/** How long a caller stays on a side where group stickiness is needed only because legacy's target group is sticky: the ALB's own default of a day. */
const REQUIRED_STICKINESS_SECONDS = 86_400;

/** The header that leads a request through the park rule to the candidate. */
export const PARK_HEADER = 'x-banyan-park';

export function targetGroupName(group: string): string {
  return `banyan-${group}`;
}

/** The group's rules as they must be at `shares`: one for each set of conditions, all with the same split. */
export function groupRules(migration: Migration, shares: Shares, observed: { readonly legacy: Observed['legacy']; readonly proxy: Pick<Observed['proxy'], 'targetGroup'> }): readonly RuleSpec[] {
  const { group } = migration;
  const targets = [
    { targetGroup: observed.legacy.targetGroup, percent: shares.legacy },
    { targetGroup: observed.proxy.targetGroup, percent: shares.proxy },
    { targetGroup: targetGroupName(group.name), percent: shares.candidate },
  ].filter(({ percent }) => percent > 0);
  const needed = targets.length > 1 && shares.legacy > 0 && observed.legacy.sticky ? REQUIRED_STICKINESS_SECONDS : 0;
  const stickySeconds = targets.length > 1 ? migration.stickySeconds || needed : 0;
  return ruleConditions(group).map((when, part) => ({ group: group.name, role: 'group', part, when, targets, stickySeconds }));
}

/**
 * The rule that keeps the candidate's target group on the load balancer. Its value is no credential: it only keeps
 * callers from getting there by chance.
 */
export function parkRule({ group, id }: Migration): RuleSpec {
  const value = createHash('sha256').update(`park ${id} ${group.name}`).digest('hex').slice(0, 32);
  return {
    group: group.name,
    role: 'park',
    part: 0,
    when: { header: PARK_HEADER, value },
    targets: [{ targetGroup: targetGroupName(group.name), percent: 100 }],
    stickySeconds: 0,
  };
}

/** Priorities that Banyan was given on the listener, both inclusive. */
export interface Priorities {
  readonly from: number;
  readonly to: number;
}

/** Which of the wanted rules are not there as wanted, or not where Banyan's rules stand, and whether there are rules that nobody wants. */
export function diffRules(wanted: readonly RuleSpec[], observed: readonly ObservedRule[], { from, to }: Priorities): { readonly put: readonly RuleSpec[]; readonly extra: boolean } {
  const put = wanted.filter((rule) => !observed.some((each) => sameRule(rule, each) && each.priority >= from && each.priority <= to));
  return { put, extra: observed.some((each) => !wanted.some((rule) => rule.part === each.part)) };
}

function sameRule(a: RuleSpec, b: RuleSpec): boolean {
  return a.part === b.part && a.stickySeconds === b.stickySeconds && JSON.stringify(normalise(a)) === JSON.stringify(normalise(b));
}

/** Order of values and of target groups means nothing to a load balancer. */
function normalise({ when, targets }: RuleSpec): unknown {
  const conditions = 'header' in when ? [when.header.toLowerCase(), when.value] : [when.method, when.paths.toSorted()];
  return [conditions, targets.map(({ targetGroup, percent }) => `${targetGroup}=${percent}`).toSorted()];
}

/** Rules of others that leave a rule of the group's nothing to do, because they come first and take all that it would. Banyan moves no rule of others: it says so and waits. */
export function eclipses(wanted: readonly RuleSpec[], { groupRules: own, foreignRules }: Pick<Observed, 'groupRules' | 'foreignRules'>, { from }: Priorities): readonly string[] {
  return wanted.flatMap(({ part, when }) => {
    if ('header' in when) return [];
    const priority = own.find((rule) => rule.part === part)?.priority ?? from;
    const first = foreignRules.find((other) => other.priority < priority && covers(other.when, when));
    return first ? [`the rule at priority ${first.priority}, which is none of Banyan's, takes ${when.paths.join(', ')} before the group's rule does: move or remove it`] : [];
  });
}

/** The candidate's share in rules as observed; 0 where there are none. */
export function candidateShare(rules: readonly RuleSpec[], group: string): number {
  return Math.max(0, ...rules.flatMap(({ targets }) => targets.filter(({ targetGroup }) => targetGroup === targetGroupName(group)).map(({ percent }) => percent)));
}

