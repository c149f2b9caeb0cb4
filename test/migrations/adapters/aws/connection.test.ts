import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AddTagsCommand, CreateRuleCommand, CreateTargetGroupCommand, DescribeAccountLimitsCommand, DescribeTargetGroupsCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateServiceCommand } from '@aws-sdk/client-servicediscovery';
import { clientOptions, createAwsClients, translated } from '../../../../migrations/adapters/aws/clients.ts';
import type { AwsAdapters } from '../../../../migrations/adapters/aws/index.ts';
import { SANDBOX_CREDENTIALS } from '../../../../sandbox/wire/credentials.ts';
import { createFakeClock } from '../../../fakes/fake-clock.ts';
import { startFaultyEndpoint, type FaultyEndpoint } from '../../../support/faulty-endpoint.ts';
import { openAccount, type OpenAccount } from './account.ts';
import { createWorld, type World } from './world.ts';

let account: OpenAccount;
let world: World;
beforeAll(async () => {
  account = await openAccount();
  world = await createWorld(account, { from: 100, to: 199 });
});
afterAll(async () => {
  world.close();
  await account.close();
});

/** One reading of each port, with what it calls first. */
const READINGS: readonly [string, (adapters: AwsAdapters) => Promise<unknown>][] = [
  ['ELBv2', ({ loadBalancer }) => loadBalancer.observe(['catalog'])],
  ['ECS', ({ containers }) => containers.observe('catalog', 'catalog')],
  ['Cloud Map', ({ discovery }) => discovery.has('catalog', 'catalog')],
  ['Application Auto Scaling', ({ autoscaling }) => autoscaling.observe('catalog')],
  ['Cloud Map', ({ stats }) => stats.mark('catalog')],
];

describe('what went wrong on the way to AWS is said', () => {
  test.each(READINGS)('%s that cannot be reached', async (service, read) => {
    const nobody = 'http://127.0.0.1:9';
    const error = await read(world.at(nobody)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'AWS_UNREACHABLE', message: expect.stringContaining(nobody) });
    expect((error as Error).message).toMatch(new RegExp(`^${service} (Describe|List|Discover)`));
  });

  test('a page for people instead of an answer', async () => {
    const endpoint = await startFaultyEndpoint(account.endpoint);
    endpoint.inject('ecs.DescribeServices', ['blocked']);
    await expect(world.at(endpoint.url).containers.observe('catalog', 'catalog')).rejects.toMatchObject({ code: 'AWS_REFUSED', message: expect.stringMatching(/^ECS DescribeServices: .* answered with HTTP status 403, and not in AWS’s form/) });
    await endpoint.close();
  });

  test('a refusal has AWS’s code and words', async () => {
    await expect(world.adapters.loadBalancer.ensureTargetGroup({ group: 'catalog', name: 'a_b', port: 3000, healthPath: '/' })).rejects.toMatchObject({
      code: 'AWS_REFUSED',
      message: expect.stringMatching(/^ELBv2 CreateTargetGroup was refused: \w+: .+/),
    });
  });
});

describe('without credentials', () => {
  const HIDDEN = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_PROFILE: undefined };
  let kept: NodeJS.ProcessEnv;
  let endpoint: FaultyEndpoint;
  beforeEach(async () => {
    endpoint = await startFaultyEndpoint(account.endpoint);
    kept = { ...process.env };
    for (const [name, value] of Object.entries(HIDDEN)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  afterEach(async () => {
    for (const name of Object.keys(HIDDEN)) delete process.env[name];
    Object.assign(process.env, kept);
    await endpoint.close();
  });

  test('nothing is asked, and it is said what is missing', async () => {
    for (const [, read] of READINGS) await expect(read(world.at(endpoint.url))).rejects.toMatchObject({ code: 'CREDENTIALS_MISSING' });
    expect(endpoint.calls).toEqual([]);
  });
});

test('what comes in pages is read to the end, and tags of more than 20 rules in several calls', async () => {
  const groups = Array.from({ length: 23 }, (_, n) => `group-${n}`);
  const { person, config, legacy, vpcId, namespaceId } = world;
  for (const [n, group] of groups.entries()) {
    const Tags = Object.entries({ group, role: 'group', part: '0' }).map(([key, Value]) => ({ Key: `banyan:${key}`, Value }));
    const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: [`/${group}`] } }];
    await person.elb.send(new CreateRuleCommand({ ListenerArn: config.aws.listener, Priority: 100 + n, Conditions, Actions: [{ Type: 'forward', TargetGroupArn: legacy.arn }], Tags }));
    await person.elb.send(new CreateTargetGroupCommand({ Name: `extra-${n}`, TargetType: 'ip', Protocol: 'HTTP', Port: 80, VpcId: vpcId }));
    await person.cloudMap.send(new CreateServiceCommand({ Name: group, NamespaceId: namespaceId, DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 5 }] } }));
  }
  const endpoint = await startFaultyEndpoint(account.endpoint, { pageSize: 5 });
  const { loadBalancer, discovery } = world.at(endpoint.url);
  await loadBalancer.ensureTargetGroup({ group: 'catalog', name: world.names.targetGroup, port: 3000, healthPath: '/' });
  const state = await loadBalancer.observe(['catalog']);
  expect(state.rules.map(({ group }) => group)).toEqual(groups);
  expect(state.candidates).toHaveProperty('catalog');
  await discovery.ensure('catalog', 'z-catalog');
  expect(await discovery.has('catalog', 'z-catalog')).toBe(true);
  expect(endpoint.calls.filter((call) => call === 'elasticloadbalancing.DescribeRules').length).toBeGreaterThan(4);
  await endpoint.close();
});

test('whatever changes load balancers keeps AWS’s rate, a burst of 20 and then 3 a second; what reads does not wait', async () => {
  const clock = createFakeClock();
  const clients = createAwsClients({ region: account.region, endpoint: account.endpoint }, clock);
  const began = clock.now();
  const change = (n: number) => clients.elb.send(new AddTagsCommand({ ResourceArns: [world.legacy.arn], Tags: [{ Key: 'n', Value: String(n) }] }));
  for (let n = 0; n < 20; n++) await change(n);
  expect(clock.now() - began).toBe(0);
  for (let n = 0; n < 6; n++) await change(n);
  expect(clock.now() - began).toBeGreaterThanOrEqual(1_999);
  expect(clock.now() - began).toBeLessThanOrEqual(2_010);
  const written = clock.now();
  for (let n = 0; n < 10; n++) await clients.elb.send(new DescribeTargetGroupsCommand({}));
  expect(clock.now()).toBe(written);
  clients.close();
});

describe('one that accepts and says nothing', () => {
  test.each([
    ['is asked twice, and not five times', new Error('socket timeout'), 2],
    ['is asked five times where the connection was broken off', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), 5],
  ])('%s', async (_, failure, times) => {
    let asked = 0;
    const client = translated('ELBv2', 'here', new ElasticLoadBalancingV2Client({
      ...clientOptions({ region: 'r', endpoint: 'http://127.0.0.1:9' }),
      credentials: SANDBOX_CREDENTIALS,
      requestHandler: { handle: () => {
        asked += 1;
        return Promise.reject(Object.assign(failure, { name: 'TimeoutError' }));
      } },
    }));
    await expect(client.send(new DescribeAccountLimitsCommand({}))).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' });
    expect(asked).toBe(times);
  });
});
