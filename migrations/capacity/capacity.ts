import type { Migration } from '../../domain/migration.ts';
import { wildcards } from '../../domain/route-group.ts';
import { ruleConditions } from '../../domain/rule-conditions.ts';
import { finding, type Finding } from '../verify/finding.ts';

/** What all migrations together ask of the load balancer, all under way at once. */
export interface Needs {
  /** Rules on the listener: those of each group, and the one that keeps its target group there. */
  readonly rules: number;
  readonly targetGroups: number;
  /** Values, and wildcards, in the conditions of the rule that has most of them. */
  readonly values: number;
  readonly wildcards: number;
}

/** What there is on the load balancer that is not Banyan's, and what AWS lets the account have. */
export interface Standing {
  /** By AWS's names: `rules-per-application-load-balancer`. */
  readonly limits: Readonly<Record<string, number>>;
  readonly otherRules: number;
  readonly otherTargetGroups: number;
  /** Priorities of the configured range that no rule of others has. */
  readonly freePriorities: number;
}

/** Target groups in one rule's action at the most: legacy's, the proxy's, the candidate's. */
const SIDES = 3;

export function needsOf(migrations: readonly Migration[]): Needs {
  const conditions = migrations.flatMap(({ group }) => ruleConditions(group));
  return {
    rules: conditions.length + migrations.length,
    targetGroups: migrations.length,
    values: Math.max(0, ...conditions.map(({ method, paths }) => paths.length + (method === '*' ? 0 : 1))),
    wildcards: Math.max(0, ...conditions.map(({ paths }) => wildcards(paths.join('')))),
  };
}

/** Whether there is room for what is needed, quota by quota. Pure. */
export function roomFor(needs: Needs, { limits, otherRules, otherTargetGroups, freePriorities }: Standing): readonly Finding[] {
  const quota = (about: string, name: string, there: number, needed: number): Finding => {
    const limit = limits[name];
    if (limit === undefined) return finding(about, 'skip', `AWS does not tell the quota ${name}; ${there + needed} are needed`);
    const words = there > 0 ? `${there} of others and ${needed} of the migrations, out of ${limit}` : `${needed} needed, out of ${limit}`;
    return there + needed <= limit ? finding(about, 'ok', words) : finding(about, 'ng', `${words}: ${there + needed - limit} too many; raise the quota ${name}, retire a migration first, or write fewer patterns`);
  };
  return [
    quota('rules', 'rules-per-application-load-balancer', otherRules, needs.rules),
    quota('target groups', 'target-groups-per-application-load-balancer', otherTargetGroups, needs.targetGroups),
    quota('target groups in one rule', 'target-groups-per-action-on-application-load-balancer', 0, SIDES),
    quota('values in one rule', 'condition-values-per-alb-rule', 0, needs.values),
    quota('wildcards in one rule', 'condition-wildcards-per-alb-rule', 0, needs.wildcards),
    needs.rules <= freePriorities
      ? finding('priorities', 'ok', `${freePriorities} are free for ${needs.rules} rules`)
      : finding('priorities', 'ng', `${freePriorities} are free for ${needs.rules} rules; widen \`priorities\` in the configuration`),
  ];
}
