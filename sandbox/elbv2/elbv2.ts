import { randomUUID } from 'node:crypto';
import type { MetricSink } from '../cloudwatch/metric-sink.ts';
import { NETWORK } from '../network.ts';
import type { Service } from '../wire/service.ts';
import { createArns } from './arns.ts';
import type { Control } from './control.ts';
import { createListener, deleteListener, describeListeners, modifyListener } from './operations/listeners.ts';
import { createLoadBalancer, deleteLoadBalancer, describeLoadBalancers } from './operations/load-balancers.ts';
import { createRule, deleteRule, describeRules, modifyRule, setRulePriorities } from './operations/rules.ts';
import { addTags, describeTags, removeTags } from './operations/tags.ts';
import { describeTargetGroupAttributes, modifyTargetGroupAttributes } from './operations/target-group-attributes.ts';
import { createTargetGroup, deleteTargetGroup, describeTargetGroups, modifyTargetGroup } from './operations/target-groups.ts';
import { deregisterTargets, describeTargetHealth, registerTargets } from './operations/targets.ts';
import { emptyStore } from './store.ts';
import type { TargetRegistry } from './target-registry.ts';
import { createTargetRegistry } from './targets/create-target-registry.ts';
import { createDataPlane } from './traffic/data-plane.ts';
import { createStickyCookies } from './traffic/sticky-cookie.ts';

export interface Elbv2Options {
  readonly region: string;
  readonly account: string;
  /** The loopback address that listeners bind. */
  readonly host: string;
  readonly metrics: MetricSink;
  readonly now: () => number;
  readonly random: () => number;
  /** The sandbox's time-lapse: health-check intervals and deregistration delays take this share of their seconds. Default 0.1; what is shown stays as it was set. */
  readonly timeScale?: number;
  /** Longest silence of a target, and of a client. AWS's default: 60 s. */
  readonly idleTimeoutMs?: number;
  /** Longest wait for a connection to a target. AWS's: 10 s. */
  readonly connectTimeoutMs?: number;
}

export interface Elbv2 {
  readonly service: Service;
  readonly targets: TargetRegistry;
  close(): Promise<void>;
}

const OPERATIONS = {
  CreateLoadBalancer: createLoadBalancer,
  DescribeLoadBalancers: describeLoadBalancers,
  DeleteLoadBalancer: deleteLoadBalancer,
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
  CreateRule: createRule,
  DescribeRules: describeRules,
  ModifyRule: modifyRule,
  DeleteRule: deleteRule,
  SetRulePriorities: setRulePriorities,
  AddTags: addTags,
  RemoveTags: removeTags,
  DescribeTags: describeTags,
} as const satisfies Record<string, (control: Control, input: never) => unknown>;

/** Elastic Load Balancing v2: the API, and load balancers that really carry requests. */
export function createElbv2(options: Elbv2Options): Elbv2 {
  const { region, account, host, metrics, now, random, timeScale = 0.1, idleTimeoutMs = 60_000, connectTimeoutMs = 10_000 } = options;
  const store = emptyStore();
  const plane = createDataPlane(store, {
    host,
    zone: NETWORK.zones[0],
    sink: metrics,
    cookies: createStickyCookies(randomUUID(), now),
    random,
    now,
    monotonic: () => performance.now(),
    timeScale,
    timeouts: { connectMs: connectTimeoutMs, idleMs: idleTimeoutMs },
  });
  const control: Control = { store, arns: createArns(region, account, random), plane, host, now };
  const bound = Object.entries(OPERATIONS).map(([name, operation]) => [name, (input: unknown) => operation(control, input as never)] as const);
  return {
    service: { operations: Object.fromEntries(bound) },
    targets: createTargetRegistry(control, timeScale),
    close: () => plane.close(),
  };
}
