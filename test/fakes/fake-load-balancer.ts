import { BanyanError } from '../../domain/errors.ts';
import type { ForeignRule, LoadBalancer, ObservedRule, ObservedTargetGroup, RuleSpec } from '../../migrations/ports/load-balancer.ts';

/** A load balancer in memory. What a person, or AWS by itself, does to one is done by the members below the port's. */
export interface FakeLoadBalancer extends LoadBalancer {
  /** Everything that is on the listener, in order of priority; `null` is a rule that is none of Banyan's. */
  readonly rules: Map<number, ObservedRule | null>;
  /** All target groups by name; `group` is `null` where they are none of Banyan's. */
  readonly targetGroups: Map<string, ObservedTargetGroup & { readonly group: string | null }>;
  /** Rules of others that ask for paths alone. */
  readonly foreign: ForeignRule[];
  setHealth(name: string, healthy: number, total?: number, draining?: number): void;
  setSticky(sticky: boolean): void;
  /** Whether a rule leads to it: ECS asks for that. */
  isAttached(name: string): boolean;
}

export function createFakeLoadBalancer({ from = 100, to = 199 } = {}): FakeLoadBalancer {
  const rules: FakeLoadBalancer['rules'] = new Map();
  const targetGroups: FakeLoadBalancer['targetGroups'] = new Map();
  const foreign: ForeignRule[] = [];
  for (const name of ['legacy', 'proxy']) targetGroups.set(name, { name, group: null, healthy: 1, total: 1, draining: 0 });
  let sticky = false;
  const own = (group: string, role: string): ObservedRule[] => [...rules.values()].filter((rule) => rule?.group === group && rule.role === role).map((rule) => rule as ObservedRule);
  const isAttached = (name: string): boolean => [...rules.values()].some((rule) => rule?.targets.some(({ targetGroup }) => targetGroup === name));

  return {
    rules,
    targetGroups,
    foreign,
    isAttached,
    setSticky: (on) => void (sticky = on),
    setHealth(name, healthy, total = healthy, draining = 0) {
      targetGroups.set(name, { group: null, ...targetGroups.get(name), name, healthy, total, draining });
    },
    async observe(groups) {
      const named = [...targetGroups.values()].filter(({ group }) => group !== null && groups.includes(group));
      const inOrder = [...rules.values()].filter((rule) => rule !== null).toSorted((a, b) => a.priority - b.priority);
      return {
        legacy: { targetGroup: 'legacy', sticky },
        proxy: { targetGroup: 'proxy', healthy: targetGroups.get('proxy')?.healthy ?? 0 },
        rules: structuredClone(inOrder),
        foreign: structuredClone(foreign),
        candidates: Object.fromEntries(named.map(({ group, ...seen }) => [group, seen])),
      };
    },
    async ensureTargetGroup({ group, name }) {
      const found = targetGroups.get(name);
      if (found && found.group !== group) throw new BanyanError('FOREIGN_RESOURCE', `Target group "${name}" is none of "${group}".`);
      if (!found) targetGroups.set(name, { name, group, healthy: 0, total: 0, draining: 0 });
    },
    async putRule(spec) {
      const targets = spec.targets.filter(({ percent }) => percent > 0);
      const missing = targets.find(({ targetGroup }) => !targetGroups.has(targetGroup));
      if (missing) throw new BanyanError('AWS_REFUSED', `There is no target group "${missing.targetGroup}".`);
      const found = own(spec.group, spec.role).find(({ part }) => part === spec.part)?.priority;
      const stays = found !== undefined && found >= from && found <= to;
      if (found !== undefined && !stays) rules.delete(found);
      const priority = stays ? found : freePriority(spec);
      rules.set(priority, structuredClone({ ...spec, targets, priority }));
    },
    async removeRules(group, role) {
      for (const { priority } of own(group, role)) rules.delete(priority);
    },
    async removeTargetGroup(group, name) {
      if (targetGroups.get(name)?.group !== group) return;
      if (isAttached(name)) throw new BanyanError('NOT_CONVERGED', `Target group "${name}" is in use.`);
      targetGroups.delete(name);
    },
  };

  function freePriority({ group }: RuleSpec): number {
    for (let priority = from; priority <= to; priority++) if (!rules.has(priority)) return priority;
    throw new BanyanError('NO_FREE_PRIORITY', `No priority is left for "${group}".`);
  }
}
