import { once } from 'node:events';
import { Agent, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  CreateRuleCommand,
  DeleteRuleCommand,
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  ModifyListenerCommand,
  ModifyTargetGroupAttributesCommand,
  waitUntilTargetInService,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ask } from './ask.ts';
import { allHealthy, createGroup, createListener, createLoadBalancer, forwardTo, register, startAws, startTarget, states, until, type Aws, type TestTarget } from './aws-on-loopback.ts';

let aws: Aws;
let balancer: string;
let opened: TestTarget[];

beforeEach(async () => {
  aws = await startAws();
  balancer = await createLoadBalancer(aws);
  opened = [];
});
afterEach(async () => {
  await aws.close();
  for (const target of opened) await target.close();
});

async function target(answer: Parameters<typeof startTarget>[0] = (_request, response) => response.end('ok')): Promise<TestTarget> {
  const started = await startTarget(answer);
  opened.push(started);
  return started;
}

const described = async (group: string): Promise<unknown> => (await aws.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: group }))).TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth);
const deregister = (group: string, { port }: TestTarget): Promise<unknown> => aws.elb.send(new DeregisterTargetsCommand({ TargetGroupArn: group, Targets: [{ Id: '127.0.0.1', Port: port }] }));
const setDelay = (group: string, seconds: number): Promise<unknown> =>
  aws.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: group, Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: String(seconds) }] }));

test('a target is unused, and not checked, until a rule leads to its group and again when none does', async () => {
  const probes: unknown[] = [];
  const one = await target();
  one.server.prependListener('request', ({ headers }) => probes.push(headers));
  const group = await createGroup(aws, 'group', { HealthyThresholdCount: 10 });
  await register(aws, group, one);
  expect(await described(group)).toMatchObject([{ State: 'unused', Reason: 'Target.NotInUse' }]);
  expect(probes).toEqual([]);

  const fixed = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } } as const;
  const { arn } = await createListener(aws, balancer, fixed);
  const { Rules } = await aws.elb.send(new CreateRuleCommand({ ListenerArn: arn, Priority: 1, Conditions: [{ Field: 'path-pattern', Values: ['/a'] }], Actions: [forwardTo(group)] }));
  await allHealthy(aws, group);
  expect(probes[0]).toMatchObject({ 'user-agent': 'ELB-HealthChecker/2.0', host: `127.0.0.1:${one.port}`, connection: 'close' });

  await aws.elb.send(new DeleteRuleCommand({ RuleArn: Rules?.[0]?.RuleArn }));
  expect(await states(aws, group)).toEqual(['unused']);
});

test('a target fails, is left out, says why, and comes back', async () => {
  const [one, two] = [await target((_request, response) => response.end('one')), await target((_request, response) => response.end('two'))];
  const group = await createGroup(aws, 'group');
  const { url } = await createListener(aws, balancer, forwardTo(group));
  await register(aws, group, one, two);
  await waitUntilTargetInService({ client: aws.elb, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.05 }, { TargetGroupArn: group });

  one.healthy = false;
  await until(async () => (await states(aws, group)).includes('unhealthy'));
  expect(await described(group)).toMatchObject([{ State: 'unhealthy', Reason: 'Target.ResponseCodeMismatch', Description: 'Health checks failed with these codes: [500]' }, { State: 'healthy' }]);
  for (let i = 0; i < 6; i++) expect((await ask(url)).body).toBe('two');

  one.healthy = true;
  await allHealthy(aws, group);
  const bodies = new Set([(await ask(url)).body, (await ask(url)).body]);
  expect([...bodies].toSorted()).toEqual(['one', 'two']);
});

test('where no target is healthy, all of them are tried', async () => {
  const one = await target();
  one.healthy = false;
  const group = await createGroup(aws, 'group');
  const { url } = await createListener(aws, balancer, forwardTo(group));
  await register(aws, group, one);
  await until(async () => (await states(aws, group))[0] === 'unhealthy');
  expect(await ask(url)).toMatchObject({ status: 200, body: 'ok' });
});

test('a target that drains gets nothing new, ends what it has, is shown to the end of the delay, and is gone', async () => {
  let finish = (): void => {};
  let requests = 0;
  const slow = await target((_request, response) => {
    requests++;
    response.write('first, ');
    finish = () => response.end('last');
  });
  const other = await target((_request, response) => response.end('other'));
  const group = await createGroup(aws, 'group');
  const { url } = await createListener(aws, balancer, forwardTo(group));
  await setDelay(group, 150);
  await register(aws, group, slow);
  await allHealthy(aws, group);
  const inFlight = ask(url);
  await until(() => requests === 1);
  await register(aws, group, other);
  await until(async () => (await states(aws, group))[1] === 'healthy');

  await deregister(group, slow);
  expect(await described(group)).toMatchObject([{ State: 'draining', Reason: 'Target.DeregistrationInProgress' }, { State: 'healthy' }]);
  for (let i = 0; i < 10; i++) expect((await ask(url)).body).toBe('other');
  finish();
  expect(await inFlight).toMatchObject({ status: 200, body: 'first, last' });
  expect(await states(aws, group)).toEqual(['draining', 'healthy']);
  await until(async () => (await states(aws, group)).length === 1);
  expect(requests).toBe(1);
});

test('a group whose last target drains is as good as empty', async () => {
  const one = await target();
  const group = await createGroup(aws, 'group');
  const { url } = await createListener(aws, balancer, forwardTo(group));
  await register(aws, group, one);
  await allHealthy(aws, group);
  expect((await ask(url)).status).toBe(200);
  await deregister(group, one);
  expect((await ask(url)).status).toBe(503);
});

test('a WebSocket outlives the rule that led to its target, and ends with the delay once that is deregistered', async () => {
  const talker = await target();
  talker.server.on('upgrade', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.on('data', (bytes: Buffer) => socket.write(bytes)).on('end', () => socket.end());
  });
  const [group, elsewhere] = [await createGroup(aws, 'talks'), await createGroup(aws, 'elsewhere')];
  const { arn, url } = await createListener(aws, balancer, forwardTo(group));
  // Something else keeps the group on the load balancer.
  await aws.elb.send(new CreateRuleCommand({ ListenerArn: arn, Priority: 1, Conditions: [{ Field: 'path-pattern', Values: ['/park'] }], Actions: [forwardTo(group)] }));
  await setDelay(group, 30);
  await register(aws, group, talker);
  await allHealthy(aws, group);
  const asked = request(url, { headers: { Connection: 'Upgrade', Upgrade: 'websocket' }, agent: false }).end();
  const [, socket] = (await once(asked, 'upgrade')) as [IncomingMessage, Socket];
  const closed = once(socket, 'close');
  const isHeard = async (word: string): Promise<boolean> => (socket.write(word), String((await once(socket, 'data'))[0]) === word);

  await aws.elb.send(new ModifyListenerCommand({ ListenerArn: arn, DefaultActions: [forwardTo(elsewhere)] }));
  expect((await ask(url)).status).toBe(503);
  expect(await isHeard('after the rule')).toBe(true);
  await deregister(group, talker);
  expect(await isHeard('while it drains')).toBe(true);
  await closed;
  await until(async () => (await states(aws, group)).length === 0);
});

test('a request that outlasts the delay is cut off', async () => {
  let requests = 0;
  const silent = await target(() => {
    requests++;
  });
  const group = await createGroup(aws, 'group');
  const { url } = await createListener(aws, balancer, forwardTo(group));
  await setDelay(group, 10);
  await register(aws, group, silent);
  await allHealthy(aws, group);
  const inFlight = ask(url);
  await until(() => requests === 1);
  await deregister(group, silent);
  expect(await inFlight).toMatchObject({ status: 502 });
});

test('a target that is registered again while it drains starts anew', async () => {
  const one = await target();
  const group = await createGroup(aws, 'group');
  await createListener(aws, balancer, forwardTo(group));
  await register(aws, group, one);
  await allHealthy(aws, group);
  await deregister(group, one);
  await register(aws, group, one);
  await allHealthy(aws, group);
});

test('what ECS asks is answered: whether a load balancer has the group, how long it drains, how a target stands', async () => {
  const one = await target();
  const group = await createGroup(aws, 'group');
  expect(aws.registry.targetGroup('gone')).toBeUndefined();
  expect(aws.registry.targetGroup(group)).toEqual({ name: 'group', targetType: 'ip', loadBalancerArns: [], deregistrationDelayMs: 3_000 });
  await createListener(aws, balancer, forwardTo(group));
  expect(aws.registry.targetGroup(group)?.loadBalancerArns).toEqual([balancer]);
  const address = { id: '127.0.0.1', port: one.port };
  expect(aws.registry.health(group, address)).toBe('unused');
  aws.registry.register(group, address);
  await until(() => aws.registry.health(group, address) === 'healthy');
  aws.registry.deregister(group, address);
  expect(aws.registry.health(group, address)).toBe('draining');
  aws.registry.deregister(group, { id: '127.0.0.1', port: 1 });
});

test('rules, weights and targets change under load and no request is lost; what is acknowledged holds for the next request', async () => {
  const hits = { legacy: 0, candidate: 0 };
  const slowly = (side: keyof typeof hits) => (request: IncomingMessage, response: ServerResponse) => {
    hits[side]++;
    request.resume();
    request.on('end', () => setTimeout(() => response.end(side), 3));
  };
  const legacyTarget = await target(slowly('legacy'));
  const candidates = [await target(slowly('candidate')), await target(slowly('candidate'))];
  const [legacy, candidate] = [await createGroup(aws, 'legacy'), await createGroup(aws, 'candidate')];
  const { arn, url } = await createListener(aws, balancer, forwardTo([legacy, 1], [candidate, 0]));
  await setDelay(candidate, 20);
  await register(aws, legacy, legacyTarget);
  await register(aws, candidate, ...candidates);
  await Promise.all([allHealthy(aws, legacy), allHealthy(aws, candidate)]);

  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const ending = new AbortController();
  const statuses: Record<string, number> = {};
  const load = Array.from({ length: 8 }, async (_, worker) => {
    while (!ending.signal.aborted) {
      const got = await ask(url, { agent, method: worker % 2 ? 'POST' : 'GET', ...(worker % 2 ? { body: 'some text' } : {}) }).catch((error: Error) => ({ status: error.message }));
      statuses[got.status] = (statuses[got.status] ?? 0) + 1;
    }
  });
  const weigh = (l: number, c: number): Promise<unknown> => aws.elb.send(new ModifyListenerCommand({ ListenerArn: arn, DefaultActions: [forwardTo([legacy, l], [candidate, c])] }));
  for (const share of [10, 50, 100, 20, 90, 0, 100, 50]) {
    await weigh(100 - share, share);
    const [one] = candidates;
    if (share === 50 && one) {
      await deregister(candidate, one);
      await until(async () => (await states(aws, candidate)).length === 1);
      await register(aws, candidate, one);
      await allHealthy(aws, candidate);
    }
    const before = hits.candidate + hits.legacy;
    await until(() => hits.candidate + hits.legacy > before + 40);
  }
  await weigh(1, 0);
  const after = hits.candidate;
  const total = hits.legacy;
  await until(() => hits.legacy > total + 40);
  ending.abort();
  await Promise.all(load);
  agent.destroy();
  // A request chosen for the candidate a moment before the change may still be on its way to it: one per worker at the most.
  expect(hits.candidate - after).toBeLessThanOrEqual(8);
  expect(Object.keys(statuses)).toEqual(['200']);
});
