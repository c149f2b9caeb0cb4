import { ListServicesCommand } from '@aws-sdk/client-ecs';
import { DescribeRulesCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { BanyanError } from '../../../../domain/errors.ts';
import type { AwsAdapters } from '../../../../migrations/adapters/aws/index.ts';
import type { ServiceSpec } from '../../../../migrations/ports/container-service.ts';
import type { RuleSpec } from '../../../../migrations/ports/load-balancer.ts';
import { CANDIDATE_IMAGE } from './account.ts';
import type { World } from './world.ts';

/** Every call with which the adapters change something, in the two halves of a candidate's life. */
export const CHANGES = {
  building: [
    'elasticloadbalancing.CreateTargetGroup',
    'elasticloadbalancing.ModifyTargetGroupAttributes',
    'elasticloadbalancing.CreateRule',
    'elasticloadbalancing.ModifyRule',
    'elasticloadbalancing.ModifyTargetGroup',
    'servicediscovery.CreateService',
    'ecs.RegisterTaskDefinition',
    'ecs.CreateService',
    'ecs.UpdateService',
    'application-autoscaling.RegisterScalableTarget',
    'application-autoscaling.PutScalingPolicy',
    'application-autoscaling.DeleteScalingPolicy',
  ],
  removing: [
    'application-autoscaling.DeregisterScalableTarget',
    'ecs.DeleteService',
    'elasticloadbalancing.DeleteRule',
    'elasticloadbalancing.DeleteTargetGroup',
    'servicediscovery.DeleteService',
  ],
};

export function specOf({ names }: World, image: string): ServiceSpec {
  const candidate = { service: names.service, image, cpu: 256, memory: 512, port: 3000, health: '/healthz', environment: {}, desired: 0, discovery: names.service };
  return { group: 'catalog', targetGroup: names.targetGroup, candidate };
}

export function ruleOf({ config, names }: World, role: RuleSpec['role'], percent: number): RuleSpec {
  const when = role === 'park' ? { header: 'x-banyan-park', value: 'secret' } : { method: '*' as const, paths: ['/api/products'] };
  const targets = [
    { targetGroup: config.proxy.targetGroup, percent: 100 - percent },
    { targetGroup: names.targetGroup, percent },
  ];
  return { group: 'catalog', role, part: 0, when, targets: targets.filter((each) => each.percent > 0), stickySeconds: 0 };
}

/** What there is at the end of a half. */
export interface Outcome {
  /** Steps that had to be made again. */
  readonly failed: number;
  /** By a person's own look. */
  readonly count: { readonly rules: number; readonly targetGroups: number; readonly services: number };
}

/** What an engine does with a candidate from first to last, with every kind of change in it. A step that something came in between of is made again, as the next tick would. */
export async function build(world: World, { loadBalancer, discovery, containers, autoscaling }: AwsAdapters): Promise<Outcome> {
  const { service, targetGroup } = world.names;
  const group = { group: 'catalog', name: targetGroup, port: 3000 };
  return perform(world, [
    () => loadBalancer.ensureTargetGroup({ ...group, healthPath: '/' }),
    () => loadBalancer.ensureTargetGroup({ ...group, healthPath: '/healthz' }),
    () => loadBalancer.putRule(ruleOf(world, 'park', 100)),
    () => discovery.ensure('catalog', service),
    () => containers.ensureService(specOf(world, 'shop/catalog:0')),
    () => containers.ensureService(specOf(world, CANDIDATE_IMAGE)),
    () => autoscaling.ensure({ service, targetGroup, scale: { min: 0, max: 4, cpuPercent: 60, requestsPerTarget: 500 } }),
    () => autoscaling.ensure({ service, targetGroup, scale: { min: 0, max: 4, cpuPercent: 60 } }),
    () => loadBalancer.putRule(ruleOf(world, 'group', 10)),
    () => loadBalancer.putRule(ruleOf(world, 'group', 50)),
  ]);
}

export async function remove(world: World, { loadBalancer, discovery, containers, autoscaling }: AwsAdapters): Promise<Outcome> {
  const { service, targetGroup } = world.names;
  return perform(world, [
    () => loadBalancer.removeRules('catalog', 'group'),
    () => autoscaling.remove(service),
    () => containers.removeService('catalog', service),
    () => loadBalancer.removeRules('catalog', 'park'),
    () => loadBalancer.removeTargetGroup('catalog', targetGroup),
    () => discovery.remove('catalog', service),
  ]);
}

async function perform(world: World, steps: readonly (() => Promise<void>)[]): Promise<Outcome> {
  let failed = 0;
  for (const step of steps) while (!(await succeeds(step))) failed += 1;
  return { failed, count: await inventory(world) };
}

async function succeeds(step: () => Promise<void>): Promise<boolean> {
  try {
    await step();
    return true;
  } catch (error) {
    if (error instanceof BanyanError && error.message.includes('not in AWS’s form')) return false;
    throw error;
  }
}

export async function inventory({ person, config, names }: World): Promise<Outcome['count']> {
  const { Rules } = await person.elb.send(new DescribeRulesCommand({ ListenerArn: config.aws.listener }));
  const { TargetGroups } = await person.elb.send(new DescribeTargetGroupsCommand({}));
  const { serviceArns } = await person.ecs.send(new ListServicesCommand({ cluster: config.aws.cluster }));
  const targetGroups = (TargetGroups ?? []).filter(({ TargetGroupName }) => TargetGroupName === names.targetGroup);
  // All but the default rule, and but the proxy.
  return { rules: (Rules?.length ?? 0) - 1, targetGroups: targetGroups.length, services: (serviceArns?.length ?? 0) - 1 };
}
