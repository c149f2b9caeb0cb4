import type {
  DescribeTargetGroupAttributesInput,
  DescribeTargetGroupAttributesOutput,
  ModifyTargetGroupAttributesInput,
  ModifyTargetGroupAttributesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { choice, count, defaultsOf, flag, showAttributes, text, withAttributes, type AttributeTable } from '../attributes.ts';
import type { Control } from '../control.ts';
import type { Attributes, Reach, TargetGroup } from '../model.ts';
import { QUOTAS } from '../quotas.ts';
import { find, unsupported } from '../refusals.ts';
import { requireGroupStickiness } from '../rules/require-targets.ts';

const MOST = QUOTAS.targetsPerTargetGroup;

const NETWORK_TABLE: AttributeTable = {
  'deregistration_delay.timeout_seconds': count('300', 0, 3_600),
  'stickiness.enabled': flag(false),
  'stickiness.type': choice('lb_cookie', 'app_cookie'),
  'stickiness.lb_cookie.duration_seconds': count('86400', 1, 604_800),
  'stickiness.app_cookie.duration_seconds': count('86400', 1, 604_800),
  'stickiness.app_cookie.cookie_name': text(/^(?!AWSALB)[!#$%&'*+.^_`|~0-9A-Za-z-]{0,256}$/),
  'load_balancing.algorithm.type': choice('round_robin', 'least_outstanding_requests', 'weighted_random'),
  'load_balancing.algorithm.anomaly_mitigation': choice('off', 'on'),
  'load_balancing.cross_zone.enabled': choice('use_load_balancer_configuration', 'true', 'false'),
  'slow_start.duration_seconds': count('0', 30, 900, '0'),
  'target_group_health.dns_failover.minimum_healthy_targets.count': count('1', 1, MOST, 'off'),
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': count('off', 1, 100, 'off'),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': count('1', 1, MOST),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': count('off', 1, 100, 'off'),
};

const LAMBDA_TABLE: AttributeTable = { 'lambda.multi_value_headers.enabled': flag(false) };

export function initialAttributes(reach: Reach): Attributes {
  return defaultsOf(tableOf(reach));
}

export function describeTargetGroupAttributes({ store }: Control, { TargetGroupArn = '' }: DescribeTargetGroupAttributesInput): DescribeTargetGroupAttributesOutput {
  return { Attributes: showAttributes(find(store.targetGroups, 'target group', TargetGroupArn).attributes) };
}

/** Attributes that are not given stay. */
export function modifyTargetGroupAttributes({ store, plane }: Control, { TargetGroupArn = '', Attributes = [] }: ModifyTargetGroupAttributesInput): ModifyTargetGroupAttributesOutput {
  const group = find(store.targetGroups, 'target group', TargetGroupArn);
  const changed: TargetGroup = { ...group, attributes: withAttributes('Target group', tableOf(group.reach), group.attributes, Attributes) };
  requireAgreement(changed.attributes);
  const targetGroups = new Map(store.targetGroups).set(group.arn, changed);
  for (const { action } of store.rules.values()) {
    if (action.kind === 'forward' && action.targetGroups.some(({ arn }) => arn === group.arn)) requireGroupStickiness({ ...store, targetGroups }, action);
  }
  store.targetGroups.set(group.arn, changed);
  plane.apply();
  return { Attributes: showAttributes(changed.attributes) };
}

function tableOf(reach: Reach): AttributeTable {
  return reach.type === 'lambda' ? LAMBDA_TABLE : NETWORK_TABLE;
}

/** Refuses attributes that do not go together. */
function requireAgreement(attributes: Attributes): void {
  const algorithm = attributes['load_balancing.algorithm.type'];
  const sticky = attributes['stickiness.enabled'] === 'true';
  if (attributes['load_balancing.algorithm.anomaly_mitigation'] === 'on' && algorithm !== 'weighted_random') {
    throw unsupported("'load_balancing.algorithm.anomaly_mitigation' can only be 'on' where 'load_balancing.algorithm.type' is 'weighted_random'");
  }
  if (algorithm !== undefined && algorithm !== 'round_robin' && attributes['slow_start.duration_seconds'] !== '0') {
    throw unsupported(`'slow_start.duration_seconds' must be '0' where 'load_balancing.algorithm.type' is '${algorithm}'`);
  }
  if (sticky && attributes['load_balancing.cross_zone.enabled'] === 'false') throw unsupported('Stickiness cannot be enabled on a target group whose cross-zone load balancing is off');
  if (sticky && attributes['stickiness.type'] === 'app_cookie' && attributes['stickiness.app_cookie.cookie_name'] === '') {
    throw unsupported("'stickiness.app_cookie.cookie_name' must be specified where 'stickiness.type' is 'app_cookie'");
  }
}
