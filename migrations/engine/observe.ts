import type { Scale } from '../../domain/candidate.ts';
import type { FlagState } from '../../domain/desired-state.ts';
import type { Migration } from '../../domain/migration.ts';
import { PROXY_GROUPS_VARIABLE } from '../../domain/proxy-groups.ts';
import type { ObservedService, Rollout } from '../ports/container-service.ts';
import type { ObservedRule, ObservedTargetGroup } from '../ports/load-balancer.ts';
import type { Ports } from './ports.ts';

/** What the world looks like for one migration. */
export interface Observed {
  readonly legacy: { readonly targetGroup: string; readonly sticky: boolean };
  readonly proxy: { readonly targetGroup: string; readonly healthy: number; readonly groups: string | undefined; readonly rollout: Rollout };
  readonly groupRules: readonly ObservedRule[];
  readonly parkRules: readonly ObservedRule[];
  readonly targetGroup: ObservedTargetGroup | 'absent';
  readonly service: ObservedService | 'absent';
  readonly discovery: boolean;
  readonly scale: Scale | undefined;
  readonly flags: FlagState | 'none';
}

/** Reads the world. Changes nothing. */
export async function observe(ports: Ports, { group, candidate }: Migration): Promise<Observed> {
  const [balancer, containers, discovery, scale, flags] = await Promise.all([
    ports.loadBalancer.observe([group.name]),
    ports.containers.observe(group.name, candidate.service),
    ports.discovery.has(group.name, candidate.discovery),
    ports.autoscaling.observe(candidate.service),
    ports.flags.observe(group.name),
  ]);
  const rules = balancer.rules.filter((rule) => rule.group === group.name);
  return {
    legacy: balancer.legacy,
    proxy: { ...balancer.proxy, groups: containers.proxy.environment[PROXY_GROUPS_VARIABLE], rollout: containers.proxy.rollout },
    groupRules: rules.filter((rule) => rule.role === 'group'),
    parkRules: rules.filter((rule) => rule.role === 'park'),
    targetGroup: balancer.candidates[group.name] ?? 'absent',
    service: containers.candidate,
    discovery,
    scale,
    flags,
  };
}
