import type { DescribeAccountLimitsInput, DescribeAccountLimitsOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Control } from './control.ts';
import { pageOf } from './page.ts';

/** How many of each there may be: AWS's defaults for application load balancers. */
export const QUOTAS = {
  loadBalancers: 50,
  targetGroups: 3_000,
  listenersPerLoadBalancer: 50,
  /** Default rules are not counted. */
  rulesPerLoadBalancer: 100,
  targetGroupsPerLoadBalancer: 100,
  targetGroupsPerAction: 5,
  targetsPerTargetGroup: 1_000,
  targetsPerLoadBalancer: 1_000,
  valuesPerCondition: 3,
  conditionValuesPerRule: 5,
  wildcardsPerRule: 5,
  /** Default certificates are not counted. */
  certificatesPerLoadBalancer: 25,
  tagsPerResource: 50,
} as const;

/** The names that AWS gives those of them which it shows. */
const SHOWN = {
  'target-groups': QUOTAS.targetGroups,
  'application-load-balancers': QUOTAS.loadBalancers,
  'listeners-per-application-load-balancer': QUOTAS.listenersPerLoadBalancer,
  'rules-per-application-load-balancer': QUOTAS.rulesPerLoadBalancer,
  'targets-per-application-load-balancer': QUOTAS.targetsPerLoadBalancer,
  'target-groups-per-application-load-balancer': QUOTAS.targetGroupsPerLoadBalancer,
  'target-groups-per-action-on-application-load-balancer': QUOTAS.targetGroupsPerAction,
  'condition-values-per-alb-rule': QUOTAS.conditionValuesPerRule,
  'condition-wildcards-per-alb-rule': QUOTAS.wildcardsPerRule,
} as const;

export function describeAccountLimits(_: Control, input: DescribeAccountLimitsInput): DescribeAccountLimitsOutput {
  const { items, NextMarker } = pageOf(Object.entries(SHOWN), input);
  return { Limits: items.map(([Name, max]) => ({ Name, Max: String(max) })), NextMarker };
}
