import type { Service } from '../wire/service.ts';
import type { Control } from './control.ts';
import { describeListenerAttributes, modifyListenerAttributes } from './listeners/attributes.ts';
import { addListenerCertificates, describeListenerCertificates, removeListenerCertificates } from './listeners/certificates.ts';
import { createListener, deleteListener, describeListeners, modifyListener } from './listeners/operations.ts';
import { describeLoadBalancerAttributes, modifyLoadBalancerAttributes } from './load-balancers/attributes.ts';
import { describeCapacityReservation } from './load-balancers/capacity.ts';
import { createLoadBalancer, deleteLoadBalancer, describeLoadBalancers } from './load-balancers/operations.ts';
import { setIpAddressType, setSecurityGroups, setSubnets } from './load-balancers/placement.ts';
import { describeAccountLimits } from './quotas.ts';
import { createRule, deleteRule, describeRules, modifyRule } from './rules/operations.ts';
import { setRulePriorities } from './rules/priorities.ts';
import { addTags, describeTags, removeTags } from './tags/operations.ts';
import { describeTargetGroupAttributes, modifyTargetGroupAttributes } from './target-groups/attributes.ts';
import { describeTargetHealth } from './target-groups/describe-target-health.ts';
import { createTargetGroup, deleteTargetGroup, describeTargetGroups, modifyTargetGroup } from './target-groups/operations.ts';
import { deregisterTargets, registerTargets } from './target-groups/registration.ts';
import { describeSSLPolicies } from './tls/describe-ssl-policies.ts';
import { describeTrustStores } from './trust-stores.ts';

const OPERATIONS = {
  CreateLoadBalancer: createLoadBalancer,
  DescribeLoadBalancers: describeLoadBalancers,
  DeleteLoadBalancer: deleteLoadBalancer,
  DescribeLoadBalancerAttributes: describeLoadBalancerAttributes,
  ModifyLoadBalancerAttributes: modifyLoadBalancerAttributes,
  SetSubnets: setSubnets,
  SetSecurityGroups: setSecurityGroups,
  SetIpAddressType: setIpAddressType,
  DescribeCapacityReservation: describeCapacityReservation,
  CreateTargetGroup: createTargetGroup,
  DescribeTargetGroups: describeTargetGroups,
  ModifyTargetGroup: modifyTargetGroup,
  DeleteTargetGroup: deleteTargetGroup,
  DescribeTargetGroupAttributes: describeTargetGroupAttributes,
  ModifyTargetGroupAttributes: modifyTargetGroupAttributes,
  RegisterTargets: registerTargets,
  DeregisterTargets: deregisterTargets,
  DescribeTargetHealth: describeTargetHealth,
  CreateListener: createListener,
  DescribeListeners: describeListeners,
  ModifyListener: modifyListener,
  DeleteListener: deleteListener,
  DescribeListenerAttributes: describeListenerAttributes,
  ModifyListenerAttributes: modifyListenerAttributes,
  AddListenerCertificates: addListenerCertificates,
  RemoveListenerCertificates: removeListenerCertificates,
  DescribeListenerCertificates: describeListenerCertificates,
  DescribeSSLPolicies: describeSSLPolicies,
  DescribeTrustStores: describeTrustStores,
  CreateRule: createRule,
  DescribeRules: describeRules,
  ModifyRule: modifyRule,
  DeleteRule: deleteRule,
  SetRulePriorities: setRulePriorities,
  AddTags: addTags,
  RemoveTags: removeTags,
  DescribeTags: describeTags,
  DescribeAccountLimits: describeAccountLimits,
} as const satisfies Record<string, (control: Control, input: never) => unknown>;

/** What the API of load balancers can do; the wire refuses the rest. */
export function createOperations(control: Control): Service['operations'] {
  const bound = Object.entries(OPERATIONS).map(([name, operation]) => [name, (input: unknown) => operation(control, input as never)] as const);
  return Object.fromEntries(bound);
}
