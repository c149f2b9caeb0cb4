import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DescribeServicesCommand, DescribeTasksCommand, ListClustersCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import { CreateRuleCommand, DeregisterTargetsCommand, DescribeRulesCommand, ModifyRuleCommand, RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { until } from '../../support/until.ts';
import { clientsOf, createBalancer, createWebService, fixed, openSandbox, runningTasks, targetHealth, untilTargets, type Clients } from '../support/small-world.ts';

type World = Awaited<ReturnType<typeof openSandbox>>;
let world: World;
let balancer: Awaited<ReturnType<typeof createBalancer>>;
/** As a caller has it by default: three attempts. */
let patient: Clients;

beforeAll(async () => {
  world = await openSandbox();
  patient = clientsOf(world.sandbox, 3);
  balancer = await createBalancer(world, world.sandbox);
  await createWebService(world, world.sandbox, { TargetGroupArn: balancer.TargetGroupArn });
  await untilTargets(world, balancer.TargetGroupArn, 2);
});
afterEach(() => faults('DELETE'));
afterAll(async () => {
  patient.destroy();
  await world.close();
});

async function faults(method: string, body?: object): Promise<{ id: string; seen: number; hits: number } & { faults: { seen: number; hits: number }[] }> {
  const { url, token } = world.sandbox.faults;
  const answer = await fetch(url, { method, headers: { authorization: `Bearer ${token}` }, ...(body && { body: JSON.stringify(body) }) });
  return (answer.status === 204 ? {} : await answer.json()) as Awaited<ReturnType<typeof faults>>;
}

const modify = (clients: Clients, status: string) => clients.elb.send(new ModifyRuleCommand({ RuleArn: balancer.RuleArn, Actions: [fixed(status)] }));
const forward = (clients: Clients) => clients.elb.send(new ModifyRuleCommand({ RuleArn: balancer.RuleArn, Actions: [{ Type: 'forward', TargetGroupArn: balancer.TargetGroupArn }] }));
const shown = async (): Promise<string | undefined> => {
  const { Rules } = await world.elb.send(new DescribeRulesCommand({ RuleArns: [balancer.RuleArn] }));
  return Rules?.[0]?.Actions?.[0]?.FixedResponseConfig?.StatusCode;
};
const served = async (): Promise<number> => (await fetch(`${balancer.url}/web`)).status;

describe('calls of AWS', () => {
  test('a throttled call is tried again by the SDK, and the faults tell how often they struck', async () => {
    await faults('POST', { on: 'aws', service: 'elasticloadbalancing', operation: 'ModifyRule', effect: { kind: 'throttle' }, when: { first: 1 } });
    const { $metadata } = await modify(patient, '201');
    expect($metadata.attempts).toBe(2);
    expect(await shown()).toBe('201');
    expect((await faults('GET')).faults).toEqual([expect.objectContaining({ seen: 2, hits: 1 })]);
  });

  test('AWS’s published rates are kept: the twenty-first change at once is refused, with AWS’s code', async () => {
    await faults('POST', { on: 'aws', service: '*', effect: { kind: 'rates' } });
    const settled = await Promise.allSettled(Array.from({ length: 25 }, () => modify(world, '202')));
    const refused = settled.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    // Three more come in for each second that the calls take.
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(5);
    expect(refused[0]?.reason).toMatchObject({ name: 'Throttling', message: 'Rate exceeded', $metadata: { httpStatusCode: 400 } });
  });

  test('where the answer is lost, the effect is there', async () => {
    await faults('POST', { on: 'aws', service: 'elasticloadbalancing', operation: 'ModifyRule', effect: { kind: 'lost' } });
    await expect(modify(world, '203')).rejects.toThrow('socket hang up');
    expect(await shown()).toBe('203');
  });

  test('where the connection is cut before, there is none', async () => {
    const before = await shown();
    await faults('POST', { on: 'aws', service: 'elasticloadbalancing', operation: 'ModifyRule', effect: { kind: 'cut' } });
    await expect(modify(world, '204')).rejects.toThrow('socket hang up');
    expect(await shown()).toBe(before);
  });

  test.each([
    ['ecs', (clients: Clients) => clients.ecs.send(new ListClustersCommand({})), 500, 'ServerException'],
    ['ecs', (clients: Clients) => clients.ecs.send(new ListClustersCommand({})), 503, 'ServiceUnavailableException'],
    ['elasticloadbalancing', (clients: Clients) => clients.elb.send(new DescribeRulesCommand({ ListenerArn: balancer.ListenerArn })), 500, 'InternalFailure'],
  ])('%s fails on its side and is tried again: %#', async (service, send, status, name) => {
    await faults('POST', { on: 'aws', service, effect: { kind: 'error', status } });
    await expect(send(patient)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status, attempts: 3 } });
  });

  test('with a slow answer the effect is seen before the answer, with a delay after the wait', async () => {
    await faults('POST', { on: 'aws', service: 'elasticloadbalancing', operation: 'ModifyRule', effect: { kind: 'late', ms: 1_000 } });
    let answered = false;
    const call = modify(world, '205').then(() => (answered = true));
    await until(async () => (await shown()) === '205' || undefined);
    expect(answered).toBe(false);
    await call;
    await faults('DELETE');
    await faults('POST', { on: 'aws', service: 'elasticloadbalancing', operation: 'ModifyRule', effect: { kind: 'delay', ms: 400 } });
    const delayed = modify(world, '206');
    expect(await shown()).toBe('205');
    await delayed;
    expect(await shown()).toBe('206');
  });
});

describe('the load balancer', () => {
  test('follows a change of rules only after the propagation delay; describe calls show it at once', async () => {
    await modify(world, '200');
    await until(async () => (await served()) === 200 || undefined);
    await faults('POST', { on: 'propagation', effect: { kind: 'delay', ms: 1_500 } });
    const began = performance.now();
    await modify(world, '418');
    expect(await shown()).toBe('418');
    expect(await served()).toBe(200);
    await until(async () => (await served()) === 418 || undefined);
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_500);
  });

  test('sees a target flap', async () => {
    const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const Targets = [{ Id: '127.0.0.1', Port: (server.address() as AddressInfo).port }];
    await forward(world);
    await world.elb.send(new RegisterTargetsCommand({ TargetGroupArn: balancer.TargetGroupArn, Targets }));
    const state = async (): Promise<string | undefined> => (await targetHealth(world, balancer.TargetGroupArn)).find(({ Target }) => Target?.Id === '127.0.0.1')?.TargetHealth?.State;
    const become = (wanted: string) => until(async () => (await state()) === wanted || undefined);
    await become('healthy');
    await faults('POST', { on: 'targets', group: 'web', address: '127.0.0.1:*', effect: { kind: 'flap' }, when: { pattern: 'xxxx....' } });
    for (const wanted of ['unhealthy', 'healthy', 'unhealthy', 'healthy']) await become(wanted);
    await world.elb.send(new DeregisterTargetsCommand({ TargetGroupArn: balancer.TargetGroupArn, Targets }));
    server.close();
  });
});

describe('tasks', () => {
  /** Two tasks that serve, and none that an earlier fault broke: the next would strike that one. */
  const settled = () =>
    until(async () => {
      const [targets, tasks] = [await targetHealth(world, balancer.TargetGroupArn), await runningTasks(world)];
      return (tasks.length === 2 && targets.length === 2 && targets.every(({ TargetHealth }) => TargetHealth?.State === 'healthy')) || undefined;
    }, 20_000);

  test.each(['hang', 'garbage'])('one that is struck with %s is found unhealthy by the load balancer and replaced', async (kind) => {
    await forward(world);
    await settled();
    const [before, began] = [await runningTasks(world), new Date()];
    await faults('POST', { on: 'tasks', service: 'web', effect: { kind }, when: { first: 1 } });
    // ECS says so, and takes the target away a moment later.
    await until(async () => {
      const { services } = await world.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['web'] }));
      return services?.[0]?.events?.find(({ createdAt, message }) => createdAt && createdAt >= began && message?.includes('is unhealthy in (target-group'));
    }, 20_000);
    expect((await faults('GET')).faults).toEqual([expect.objectContaining({ hits: 1 })]);
    await until(async () => (await runningTasks(world)).some((task) => !before.includes(task)) || undefined, 20_000);
    await untilTargets(world, balancer.TargetGroupArn, 2);
  });

  test('one that crashes is shown with its cause, and replaced', async () => {
    await settled();
    await faults('POST', { on: 'tasks', service: 'web', effect: { kind: 'crash' }, when: { first: 1 } });
    const crashed = await until(async () => {
      const { taskArns = [] } = await world.ecs.send(new ListTasksCommand({ cluster: 'shop', desiredStatus: 'STOPPED' }));
      if (taskArns.length === 0) return undefined;
      const { tasks } = await world.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: taskArns }));
      return tasks?.find(({ stopCode }) => stopCode === 'EssentialContainerExited');
    }, 20_000);
    expect(crashed.containers?.[0]?.exitCode).toBe(137);
    await untilTargets(world, balancer.TargetGroupArn, 2);
    expect(await runningTasks(world)).not.toContain(crashed.taskArn);
  });
});

test('a rule that is created under faults is there once, however often the SDK tried', async () => {
  await faults('POST', { on: 'aws', service: 'elasticloadbalancing', operation: 'CreateRule', effect: { kind: 'error', status: 503 }, when: { first: 2 } });
  await patient.elb.send(new CreateRuleCommand({ ListenerArn: balancer.ListenerArn, Priority: 99, Conditions: [{ Field: 'path-pattern', Values: ['/once'] }], Actions: [fixed('200')] }));
  const { Rules } = await world.elb.send(new DescribeRulesCommand({ ListenerArn: balancer.ListenerArn }));
  expect(Rules?.filter(({ Priority }) => Priority === '99')).toHaveLength(1);
});
