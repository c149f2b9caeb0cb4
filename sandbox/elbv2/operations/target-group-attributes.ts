import type {
  DescribeTargetGroupAttributesInput,
  DescribeTargetGroupAttributesOutput,
  ModifyTargetGroupAttributesInput,
  ModifyTargetGroupAttributesOutput,
  TargetGroupAttribute,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Control } from '../control.ts';
import type { TargetGroup } from '../model.ts';
import { find, invalid, unsupported } from '../refusals.ts';
import { requireGroupStickiness } from '../rules/require-targets.ts';

interface Attribute {
  readonly default: string;
  readonly allows: (value: string) => boolean;
  /** What AWS allows and the sandbox does not act on. */
  readonly unsupported?: (value: string) => boolean;
}

const BOOLEAN = (value: string): boolean => value === 'true' || value === 'false';
const NOT_DEFAULT = (usual: string) => (value: string): boolean => value !== usual;
const COUNT = (value: string): boolean => value === 'off' || isWhole(value, 1, 1_000);
const PERCENT = (value: string): boolean => value === 'off' || isWhole(value, 1, 100);

const ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  'deregistration_delay.timeout_seconds': { default: '300', allows: (value) => isWhole(value, 0, 3_600) },
  'stickiness.enabled': { default: 'false', allows: BOOLEAN },
  'stickiness.type': { default: 'lb_cookie', allows: (value) => ['lb_cookie', 'app_cookie'].includes(value), unsupported: NOT_DEFAULT('lb_cookie') },
  'stickiness.lb_cookie.duration_seconds': { default: '86400', allows: (value) => isWhole(value, 1, 604_800) },
  'stickiness.app_cookie.duration_seconds': { default: '86400', allows: (value) => isWhole(value, 1, 604_800) },
  'stickiness.app_cookie.cookie_name': { default: '', allows: (value) => !/^AWSALB(?:APP|TG)?/.test(value) },
  'load_balancing.algorithm.type': {
    default: 'round_robin',
    allows: (value) => ['round_robin', 'least_outstanding_requests', 'weighted_random'].includes(value),
    unsupported: NOT_DEFAULT('round_robin'),
  },
  'load_balancing.algorithm.anomaly_mitigation': { default: 'off', allows: (value) => ['on', 'off'].includes(value), unsupported: NOT_DEFAULT('off') },
  'load_balancing.cross_zone.enabled': { default: 'use_load_balancer_configuration', allows: (value) => BOOLEAN(value) || value === 'use_load_balancer_configuration' },
  'slow_start.duration_seconds': { default: '0', allows: (value) => value === '0' || isWhole(value, 30, 900), unsupported: NOT_DEFAULT('0') },
  'target_group_health.dns_failover.minimum_healthy_targets.count': { default: '1', allows: COUNT },
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': { default: 'off', allows: PERCENT },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': { default: '1', allows: COUNT, unsupported: NOT_DEFAULT('1') },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': { default: 'off', allows: PERCENT, unsupported: NOT_DEFAULT('off') },
};

export const DEFAULT_ATTRIBUTES: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(ATTRIBUTES).map(([key, attribute]) => [key, attribute.default]));

export function describeTargetGroupAttributes({ store }: Control, { TargetGroupArn = '' }: DescribeTargetGroupAttributesInput): DescribeTargetGroupAttributesOutput {
  return { Attributes: show(find(store.targetGroups, 'target group', TargetGroupArn)) };
}

/** Attributes that are not given stay. */
export function modifyTargetGroupAttributes({ store, plane }: Control, { TargetGroupArn = '', Attributes = [] }: ModifyTargetGroupAttributesInput): ModifyTargetGroupAttributesOutput {
  const group = find(store.targetGroups, 'target group', TargetGroupArn);
  const changed: TargetGroup = { ...group, attributes: { ...group.attributes, ...readAttributes(Attributes) } };
  const targetGroups = new Map(store.targetGroups).set(group.arn, changed);
  for (const { action } of store.rules.values()) {
    if (action.kind === 'forward' && action.targetGroups.some(({ arn }) => arn === group.arn)) requireGroupStickiness({ ...store, targetGroups }, action);
  }
  store.targetGroups.set(group.arn, changed);
  plane.apply();
  return { Attributes: show(changed) };
}

function readAttributes(given: readonly TargetGroupAttribute[]): Record<string, string> {
  const read: Record<string, string> = {};
  for (const { Key = '', Value = '' } of given) {
    const attribute = Object.hasOwn(ATTRIBUTES, Key) ? ATTRIBUTES[Key] : undefined;
    if (!attribute) throw unsupported(`Target group attribute key '${Key}' is not recognized`);
    if (Object.hasOwn(read, Key)) throw invalid(`Target group attribute key '${Key}' is given more than once`);
    if (!attribute.allows(Value)) throw invalid(`'${Key}' cannot be '${Value}'`);
    if (attribute.unsupported?.(Value)) throw unsupported(`The sandbox does not support '${Value}' for '${Key}'`);
    read[Key] = Value;
  }
  return read;
}

function show({ attributes }: TargetGroup): TargetGroupAttribute[] {
  return Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
}

function isWhole(value: string, least: number, most: number): boolean {
  return /^\d{1,7}$/.test(value) && Number(value) >= least && Number(value) <= most;
}
