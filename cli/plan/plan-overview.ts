import { formatPattern } from '../../domain/route-group.ts';
import type { Migration } from '../../domain/migration.ts';
import { covers } from '../../domain/pattern-cover.ts';
import { pathsMeet } from '../../domain/route-overlap.ts';
import { ruleConditions, type RuleConditions } from '../../domain/rule-conditions.ts';
import { accountOf, standingOf } from '../../migrations/adapters/aws/verify/index.ts';
import { needsOf, roomFor } from '../../migrations/capacity/capacity.ts';
import { iamPolicy, type IamPolicy } from '../../migrations/policy/iam-policy.ts';
import type { LoadBalancerState } from '../../migrations/ports/load-balancer.ts';
import type { Finding } from '../../migrations/verify/finding.ts';
import type { CommonOptions, Io } from '../io.ts';
import { openEngine } from '../parts/open-engine.ts';
import { printBroken } from '../terminal/print-broken.ts';
import { printFindings } from '../verify/print-findings.ts';

/** What all migrations together come to on the load balancer. */
export interface PlanOverview {
  readonly groups: readonly GroupOverview[];
  readonly room: readonly Finding[];
  readonly iam: IamPolicy;
}

export interface GroupOverview {
  readonly group: string;
  readonly patterns: readonly string[];
  readonly after: readonly string[];
  readonly rules: readonly (RuleConditions & { readonly priority: number | null; readonly takenBy: readonly Taker[] })[];
}

/** A rule of somebody else's that comes first: it takes all that the rule asks for, or some of it. */
interface Taker {
  readonly priority: number;
  readonly paths: readonly string[];
  readonly takes: 'all' | 'some';
}

export async function readOverview(io: Io, options: CommonOptions): Promise<PlanOverview> {
  const { engine, migrations, loaded } = await openEngine(io, options);
  const { config } = loaded;
  const { clock, loadBalancer } = engine.ports;
  const [state, standing, account] = await Promise.all([loadBalancer.observe([]), standingOf(config, clock), accountOf(config, clock)]);
  return {
    groups: migrations.map((migration) => overviewOf(migration, state, config.priorities.from)),
    room: roomFor(needsOf(migrations), standing),
    iam: iamPolicy(config, migrations, account),
  };
}

/** A group as the load balancer is to have it, and which rules of others come first. `from` is the first priority that Banyan was given: where a rule to be made will stand. Pure. */
export function overviewOf({ group, after = [] }: Migration, { rules, foreign }: LoadBalancerState, from: number): GroupOverview {
  const compiled = ruleConditions(group).map((when, part) => {
    const priority = rules.find((rule) => rule.group === group.name && rule.role === 'group' && rule.part === part)?.priority ?? null;
    const takenBy = foreign.filter((other) => other.priority < (priority ?? from) && meet(other.when, when));
    return { ...when, priority, takenBy: takenBy.map((other): Taker => ({ priority: other.priority, paths: other.when.paths, takes: covers(other.when, when) ? 'all' : 'some' })) };
  });
  return { group: group.name, patterns: group.patterns.map(formatPattern), after: after.map(({ text }) => text), rules: compiled };
}

function meet(a: RuleConditions, b: RuleConditions): boolean {
  const methods = a.method === '*' || b.method === '*' || a.method === b.method;
  return methods && a.paths.some((left) => b.paths.some((right) => pathsMeet(left, right)));
}

export function printOverview(io: Io, { groups, room, iam }: PlanOverview): void {
  if (groups.length === 0) io.out('There are no migration files yet. `banyan init` writes a first one.');
  for (const { group, rules, after } of groups) {
    io.out(`${group}${after.length > 0 ? `, after ${after.join(' and ')}` : ''}: ${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}`);
    for (const { method, paths, priority, takenBy } of rules) {
      printBroken(io, `  ${priority === null ? 'to be made' : `priority ${priority}`}: ${method === '*' ? 'any method' : method} of ${paths.join(', ')}`);
      for (const taker of takenBy) printBroken(io, `    the rule at priority ${taker.priority} (${taker.paths.join(', ')}), which is none of Banyan’s, comes first and takes ${taker.takes === 'all' ? 'all of it' : 'some of it'}`);
    }
  }
  io.out('Room on the load balancer, with all of them under way at once:');
  printFindings(io, room, 1);
  io.out(`The policy that this needs has ${iam.Statement.length} statements: banyan plan --iam`);
}
