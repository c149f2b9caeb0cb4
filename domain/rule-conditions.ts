import { wildcards, type HttpMethod, type RouteGroup } from './route-group.ts';

/** What one ALB rule asks: any of the paths, and the method where one is named. */
export interface RuleConditions {
  readonly method: HttpMethod | '*';
  readonly paths: readonly string[];
}

/** ELBv2 limits: three values in one condition, five condition values and five wildcards in one rule. */
const MAX_PATHS = 3;
const MAX_WILDCARDS = 5;

/**
 * The ALB rules a route group needs, in a stable order: one method a rule, as many paths as the limits allow.
 * Together they match exactly what the group's patterns match.
 */
export function ruleConditions(group: RouteGroup): readonly RuleConditions[] {
  const rules: { method: HttpMethod | '*'; paths: string[] }[] = [];
  for (const { method, path } of group.patterns) {
    const open = rules.findLast((rule) => rule.method === method);
    if (open?.paths.includes(path)) continue;
    const fits = open && open.paths.length < MAX_PATHS && wildcards(open.paths.join('')) + wildcards(path) <= MAX_WILDCARDS;
    if (fits) open.paths.push(path);
    else rules.push({ method, paths: [path] });
  }
  return rules;
}
