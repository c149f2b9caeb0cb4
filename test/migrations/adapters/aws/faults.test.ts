import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CreateRuleCommand, DeleteTargetGroupCommand, DescribeRulesCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListServicesCommand } from '@aws-sdk/client-ecs';
import type { ServiceSpec } from '../../../../migrations/ports/container-service.ts';
import type { AwsAdapters } from '../../../../migrations/adapters/aws/index.ts';
import type { RuleSpec } from '../../../../migrations/ports/load-balancer.ts';
import { specFingerprint } from '../../../../migrations/ports/spec-fingerprint.ts';
import { hastyClock } from '../../../support/real-clock.ts';
import { startFaultyEndpoint, type Fault, type FaultyEndpoint } from '../../../support/faulty-endpoint.ts';
import { CANDIDATE_IMAGE, openAccount, type OpenAccount } from './account.ts';
import { createTargetGroup, createWorld, type World } from './world.ts';

let account: OpenAccount;
let world: World;
let endpoint: FaultyEndpoint;
let adapters: AwsAdapters;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());
beforeEach(async () => {
  world = await createWorld(account);
  endpoint = await startFaultyEndpoint(account.endpoint);
  adapters = world.at(endpoint.url, hastyClock(20));
});
afterEach(async () => {
  world.close();
  await endpoint.close();
});

/** Every call with which the adapters change something. */
const CHANGES = {
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

const spec = (image: string): ServiceSpec => {
  const { service, targetGroup } = world.names;
  const candidate = { service, image, cpu: 256, memory: 512, port: 3000, health: '/healthz', environment: {}, desired: 0, discovery: service };
  return { group: 'catalog', targetGroup, candidate };
};
const rule = (role: RuleSpec['role'], percent: number): RuleSpec => {
  const when = role === 'park' ? { header: 'x-banyan-park', value: 'secret' } : { method: '*' as const, paths: ['/api/products'] };
  const targets = [{ targetGroup: world.config.proxy.targetGroup, percent: 100 - percent }, { targetGroup: world.names.targetGroup, percent }].filter((each) => each.percent > 0);
  return { group: 'catalog', role, part: 0, when, targets, stickySeconds: 0 };
};

/** What an engine does with a candidate, first to last, and every kind of change with it. */
const building = ({ loadBalancer, discovery, containers, autoscaling }: AwsAdapters): (() => Promise<void>)[] => {
  const { service, targetGroup } = world.names;
  const group = { group: 'catalog', name: targetGroup, port: 3000 };
  return [
    () => loadBalancer.ensureTargetGroup({ ...group, healthPath: '/' }),
    () => loadBalancer.ensureTargetGroup({ ...group, healthPath: '/healthz' }),
    () => loadBalancer.putRule(rule('park', 100)),
    () => discovery.ensure('catalog', service),
    () => containers.ensureService(spec('shop/catalog:0')),
    () => containers.ensureService(spec(CANDIDATE_IMAGE)),
    () => autoscaling.ensure({ service, targetGroup, scale: { min: 0, max: 4, cpuPercent: 60, requestsPerTarget: 500 } }),
    () => autoscaling.ensure({ service, targetGroup, scale: { min: 0, max: 4, cpuPercent: 60 } }),
    () => loadBalancer.putRule(rule('group', 10)),
    () => loadBalancer.putRule(rule('group', 50)),
  ];
};
const removing = ({ loadBalancer, discovery, containers, autoscaling }: AwsAdapters): (() => Promise<void>)[] => {
  const { service, targetGroup } = world.names;
  return [
    () => loadBalancer.removeRules('catalog', 'group'),
    () => autoscaling.remove(service),
    () => containers.removeService('catalog', service),
    () => loadBalancer.removeRules('catalog', 'park'),
    () => loadBalancer.removeTargetGroup('catalog', targetGroup),
    () => discovery.remove('catalog', service),
  ];
};

/** How many of everything there is, by a person's own look. */
async function inventory(): Promise<Record<string, number>> {
  const { Rules } = await world.person.elb.send(new DescribeRulesCommand({ ListenerArn: world.config.aws.listener }));
  const { TargetGroups } = await world.person.elb.send(new DescribeTargetGroupsCommand({}));
  const { serviceArns } = await world.person.ecs.send(new ListServicesCommand({ cluster: world.config.aws.cluster }));
  const targetGroups = (TargetGroups ?? []).filter(({ TargetGroupName }) => TargetGroupName === world.names.targetGroup);
  return { rules: (Rules?.length ?? 0) - 1, targetGroups: targetGroups.length, services: (serviceArns?.length ?? 0) - 1 };
}

describe.each<[string, readonly Fault[], number]>([
  ['the answer to it is lost and the SDK asks again', ['answer lost'], 0],
  ['it goes through and the engine dies before the answer', ['answer lost', 'cut', 'cut', 'cut', 'cut'], 1],
  ['the engine dies before it goes through', ['cut', 'cut', 'cut', 'cut', 'cut'], 1],
])('where every change meets a fault: %s', (_, faults, failures) => {
  test('the world comes out as if nothing had happened', async () => {
    for (const operation of [...CHANGES.building, ...CHANGES.removing]) endpoint.inject(operation, faults);
    let failed = 0;
    const insist = async (steps: readonly (() => Promise<void>)[]): Promise<void> => {
      for (const step of steps) {
        // What the next tick does: the same again. No step has more than three changes to fail at.
        for (let attempt = 0; attempt < 4; attempt++) {
          const error = await step().then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          if (error === undefined) break;
          expect(error).toMatchObject({ code: 'AWS_UNREACHABLE' });
          failed += 1;
        }
      }
    };

    await insist(building(adapters));
    expect(failed).toBe(failures * CHANGES.building.length);
    expect(await inventory()).toEqual({ rules: 2, targetGroups: 1, services: 1 });
    const { rules } = await adapters.loadBalancer.observe(['catalog']);
    expect(rules).toEqual([
      { ...rule('park', 100), priority: 100 },
      { ...rule('group', 50), priority: 101 },
    ]);
    expect((await adapters.containers.observe('catalog', world.names.service)).candidate).toMatchObject({ fingerprint: specFingerprint(spec(CANDIDATE_IMAGE)) });
    expect(await adapters.autoscaling.observe(world.names.service)).toEqual({ min: 0, max: 4, cpuPercent: 60 });

    await insist(removing(adapters));
    expect(failed).toBe(failures * (CHANGES.building.length + CHANGES.removing.length));
    expect(await inventory()).toEqual({ rules: 0, targetGroups: 0, services: 0 });
    expect(await adapters.discovery.has('catalog', world.names.service)).toBe(false);
  });
});

test('a revision that was registered before the engine died is used, and no second one made', async () => {
  await building(adapters)[0]?.();
  await building(adapters)[2]?.();
  await building(adapters)[3]?.();
  endpoint.inject('ecs.CreateService', ['cut', 'cut', 'cut', 'cut', 'cut']);
  await expect(adapters.containers.ensureService(spec(CANDIDATE_IMAGE))).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' });
  await adapters.containers.ensureService(spec(CANDIDATE_IMAGE));
  expect(endpoint.calls.filter((call) => call === 'ecs.RegisterTaskDefinition')).toHaveLength(1);
});

test('a proxy’s revision that was registered before the engine died is used, and no second one made', async () => {
  endpoint.inject('ecs.UpdateService', ['cut', 'cut', 'cut', 'cut', 'cut']);
  await expect(adapters.containers.configureProxy('GROUPS', '[]')).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' });
  await adapters.containers.configureProxy('GROUPS', '[]');
  expect(endpoint.calls.filter((call) => call === 'ecs.RegisterTaskDefinition')).toHaveLength(1);
});

test('a priority that somebody takes in between is left to him, and the next one taken', async () => {
  await adapters.loadBalancer.ensureTargetGroup({ group: 'catalog', name: world.names.targetGroup, port: 3000, healthPath: '/' });
  endpoint.inject('elasticloadbalancing.CreateRule', [() => addRule(100, [])]);
  await adapters.loadBalancer.putRule(rule('group', 10));
  expect((await adapters.loadBalancer.observe(['catalog'])).rules).toEqual([{ ...rule('group', 10), priority: 101 }]);
});

test('of two rules with the same tags the first is shown, and the second goes with the next writing', async () => {
  await adapters.loadBalancer.ensureTargetGroup({ group: 'catalog', name: world.names.targetGroup, port: 3000, healthPath: '/' });
  await adapters.loadBalancer.putRule(rule('group', 10));
  const [tags] = [{ group: 'catalog', role: 'group', part: '0' }];
  await addRule(103, Object.entries(tags).map(([key, Value]) => ({ Key: `banyan:${key}`, Value })));
  expect((await adapters.loadBalancer.observe(['catalog'])).rules).toEqual([{ ...rule('group', 10), priority: 100 }]);
  await adapters.loadBalancer.putRule(rule('group', 10));
  expect((await inventory())['rules']).toBe(1);
});

test('a target group that somebody deletes while it is being looked at does no harm', async () => {
  const doomed = await createTargetGroup(world.person, `doomed-${world.names.service}`, world.vpcId);
  await adapters.loadBalancer.ensureTargetGroup({ group: 'catalog', name: world.names.targetGroup, port: 3000, healthPath: '/' });
  endpoint.inject('elasticloadbalancing.DescribeTags', [() => world.person.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: doomed }))]);
  expect((await adapters.loadBalancer.observe(['catalog'])).candidates).toHaveProperty('catalog');
});

async function addRule(Priority: number, Tags: { Key: string; Value: string }[]): Promise<void> {
  const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api/products'] } }];
  const input = { ListenerArn: world.config.aws.listener, Priority, Conditions, Actions: [{ Type: 'forward' as const, TargetGroupArn: world.legacy.arn }] };
  await world.person.elb.send(new CreateRuleCommand(Tags.length > 0 ? { ...input, Tags } : input));
}
