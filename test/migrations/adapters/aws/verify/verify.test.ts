import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CreateRuleCommand, DescribeRulesCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAwsClients } from '../../../../../migrations/adapters/aws/clients.ts';
import { verifyAws } from '../../../../../migrations/adapters/aws/verify/index.ts';
import { verifyPermissions } from '../../../../../migrations/adapters/aws/verify/permissions.ts';
import type { Finding } from '../../../../../migrations/verify/finding.ts';
import { exampleMigration } from '../../../../support/example-migration.ts';
import { realClock } from '../../../../support/real-clock.ts';
import { openAccount, type OpenAccount } from '../account.ts';
import { startFakeProxy } from '../fake-proxy.ts';
import { createWorld, type World } from '../world.ts';

let account: OpenAccount;
let world: World;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());
beforeEach(async () => {
  world = await createWorld(account);
});
afterEach(() => world.close());

const leaves = (findings: readonly Finding[]): readonly Finding[] => findings.flatMap((each) => (each.parts.length > 0 ? leaves(each.parts) : [each]));
const bad = (findings: readonly Finding[]) => leaves(findings).filter(({ state }) => state === 'ng').map(({ about, because }) => `${about}: ${because}`);

async function witness(): Promise<unknown> {
  const { elb, ecs } = world.person;
  const rules = await elb.send(new DescribeRulesCommand({ ListenerArn: world.config.aws.listener }));
  const groups = await elb.send(new DescribeTargetGroupsCommand({}));
  const services = await ecs.send(new DescribeServicesCommand({ cluster: world.config.aws.cluster, services: [world.config.proxy.service] }));
  return { rules: rules.Rules, groups: groups.TargetGroups, services: services.services?.map(({ taskDefinition, desiredCount, deployments }) => ({ taskDefinition, desiredCount, deployments })) };
}

test('each call’s permission is shown or said not to be, quotas are counted, and nothing is changed', async () => {
  const before = await witness();
  const findings = await verifyAws(world.config, [exampleMigration], realClock);
  expect(await witness()).toEqual(before);
  expect(findings.map(({ about }) => about)).toEqual(['credentials', 'permissions', 'surroundings', 'quotas']);
  const permissions = findings[1]?.parts ?? [];
  expect(permissions.filter(({ state }) => state === 'ok').length).toBeGreaterThan(25);
  expect(permissions.filter(({ state }) => state === 'skip').every(({ because }) => because.includes('cannot be shown'))).toBe(true);
  // The proxy has no task in this world, and priorities are few.
  expect(bad(findings)).toEqual([
    expect.stringContaining('target group legacy'),
    expect.stringContaining('target group proxy'),
    expect.stringContaining('service proxy: 0 of 0 tasks run'),
    expect.stringContaining('proxies: Cloud Map knows no task of the proxy'),
  ]);
});

test('a proxy that reports is good, one that does not is named', async () => {
  const proxy = await startFakeProxy(world, 'one', 0);
  const gone = await startFakeProxy(world, 'gone', 0);
  await gone.close();
  const proxies = (await verifyAws(world.config, [], realClock)).find(({ about }) => about === 'surroundings')?.parts.find(({ about }) => about === 'proxies');
  expect(proxies).toMatchObject({ state: 'ng', parts: [{ about: 'one', state: 'ok' }, { state: 'ng', because: expect.stringContaining('does not report') }] });
  await proxy.close();
});

test('others’ rules in the range leave too few priorities', async () => {
  const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/foreign'] } }];
  for (const Priority of [100, 101]) await world.person.elb.send(new CreateRuleCommand({ ListenerArn: world.config.aws.listener, Priority, Conditions, Actions: [{ Type: 'forward', TargetGroupArn: world.legacy.arn }] }));
  const quotas = (await verifyAws(world.config, [exampleMigration], realClock)).find(({ about }) => about === 'quotas')?.parts ?? [];
  expect(quotas.find(({ about }) => about === 'priorities')).toMatchObject({ state: 'ng', because: expect.stringContaining('2 are free for') });
});

test('a listener that is not there, and a cluster without the proxy, are said with their remedies', async () => {
  const aws = { ...world.config.aws, listener: world.config.aws.listener.replace(/.$/, (last) => (last === 'f' ? '0' : 'f')), cluster: 'nowhere' };
  const because = bad(await verifyAws({ ...world.config, aws }, [], realClock));
  expect(because).toEqual(expect.arrayContaining([expect.stringMatching(/^listener: There is no listener .* → Point aws.listener/), expect.stringContaining('proxy’s service')]));
});

describe('where AWS refuses', () => {
  let server: Server;
  let endpoint: string;
  beforeEach(async () => {
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        const target = request.headers['x-amz-target'];
        if (target) response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }));
        else response.writeHead(403, { 'content-type': 'text/xml' }).end('<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  test('a reading that is not allowed is named by IAM’s name; of a change it cannot be told whether tags are missing or leave', async () => {
    const clients = createAwsClients({ region: account.region, endpoint }, realClock);
    const findings = await verifyPermissions(clients, world.config, Date.now());
    clients.close();
    const state = (action: string) => findings.find(({ about }) => about === action);
    expect(state('elasticloadbalancing:DescribeRules')).toMatchObject({ state: 'ng', because: expect.stringContaining('add elasticloadbalancing:DescribeRules to the policy') });
    expect(state('ecs:DescribeServices')).toMatchObject({ state: 'ng' });
    expect(state('cloudwatch:GetMetricData')).toMatchObject({ state: 'ng' });
    expect(state('elasticloadbalancing:ModifyRule')).toMatchObject({ state: 'skip', because: expect.stringContaining('asks for Banyan’s tags') });
    expect(findings.filter(({ state: each }) => each === 'ok')).toEqual([]);
  });
});
