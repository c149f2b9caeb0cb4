import type { Listener, LoadBalancer, Rule, TargetGroup } from './model.ts';

/** Everything that was created, by ARN, in order of creation. */
export interface Store {
  readonly loadBalancers: Map<string, LoadBalancer>;
  readonly listeners: Map<string, Listener>;
  readonly rules: Map<string, Rule>;
  readonly targetGroups: Map<string, TargetGroup>;
  readonly tags: Map<string, ReadonlyMap<string, string>>;
}

export function emptyStore(): Store {
  return { loadBalancers: new Map(), listeners: new Map(), rules: new Map(), targetGroups: new Map(), tags: new Map() };
}

/** Whether anything was created under the ARN and is still there. */
export function has({ loadBalancers, listeners, rules, targetGroups }: Store, arn: string): boolean {
  return [loadBalancers, listeners, rules, targetGroups].some((each) => each.has(arn));
}

export function listenersOf(store: Store, loadBalancerArn: string): readonly Listener[] {
  return [...store.listeners.values()].filter((listener) => listener.loadBalancerArn === loadBalancerArn);
}

/** In order of evaluation: the default rule is last. */
export function rulesOf(store: Store, listenerArn: string): readonly Rule[] {
  return [...store.rules.values()].filter((rule) => rule.listenerArn === listenerArn).toSorted((a, b) => rank(a) - rank(b));
}

/** Every listener has one. */
export function defaultRuleOf(store: Store, listenerArn: string): Rule {
  return rulesOf(store, listenerArn).at(-1) as Rule;
}

/** Of all its listeners, default rules among them. */
export function rulesOfLoadBalancer(store: Store, loadBalancerArn: string): readonly Rule[] {
  return [...store.rules.values()].filter(({ listenerArn }) => store.listeners.get(listenerArn)?.loadBalancerArn === loadBalancerArn);
}

function rank({ priority }: Rule): number {
  return priority === 'default' ? Infinity : priority;
}

/** The load balancers whose rules forward to the target group; AWS allows one. */
export function loadBalancersUsing(store: Store, targetGroupArn: string): readonly string[] {
  const using = new Set<string>();
  for (const rule of store.rules.values()) {
    if (!targetGroupsOf(rule).includes(targetGroupArn)) continue;
    const listener = store.listeners.get(rule.listenerArn);
    if (listener) using.add(listener.loadBalancerArn);
  }
  return [...using];
}

export function targetGroupsOf({ action }: Rule): readonly string[] {
  return action.kind === 'forward' ? action.targetGroups.map(({ arn }) => arn) : [];
}
