import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ask } from '../ask.ts';
import { allHealthy, createGroup, forwardTo, register, startTarget, states, until, type TestTarget } from '../aws-on-loopback.ts';
import { startEdge, type Edge } from '../traffic/edge.ts';

let edge: Edge;
let second: TestTarget;
let failing: number | undefined;
const counted: string[] = [];

beforeEach(async () => {
  failing = undefined;
  counted.length = 0;
  edge = await startEdge({ failsProbe: (_group, _address, port) => port === failing, metrics: { put: (_namespace, metric, dimensions) => void ('TargetGroup' in dimensions && counted.push(metric)) } });
  edge.answerWith((_request, response) => response.end('one'));
  second = await startTarget((_request, response) => response.end('two'));
  await register(edge.aws, edge.group, second);
  await allHealthy(edge.aws, edge.group);
});
afterEach(async () => {
  await edge.close();
  await second.close();
});

const bodies = async (times: number): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (let i = 0; i < times; i++) {
    const { body } = await ask(edge.listener.url);
    counts[body] = (counts[body] ?? 0) + 1;
  }
  return counts;
};

test('a target whose checks are made to fail becomes unhealthy, and comes back', async () => {
  failing = second.port;
  await until(async () => (await states(edge.aws, edge.group))[1] === 'unhealthy');
  expect(await bodies(4)).toEqual({ one: 4 });
  failing = undefined;
  await allHealthy(edge.aws, edge.group);
  expect(Object.keys(await bodies(4)).toSorted()).toEqual(['one', 'two']);
});

test('with fewer healthy targets than the group asks for, all of them are tried', async () => {
  await edge.setGroup({ 'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '2' });
  failing = second.port;
  await until(async () => (await states(edge.aws, edge.group))[1] === 'unhealthy');
  counted.length = 0;
  expect(await bodies(4)).toEqual({ one: 2, two: 2 });
  expect(counted).toContain('UnhealthyRoutingRequestCount');
  await until(() => counted.includes('UnhealthyStateRouting'));
});

test('least outstanding requests keeps away from a target that is busy', async () => {
  const held: (() => void)[] = [];
  edge.answerWith((_request, response) => void held.push(() => response.end('one')));
  await edge.setGroup({ 'load_balancing.algorithm.type': 'least_outstanding_requests' });
  const waiting: Promise<unknown>[] = [];
  while (held.length === 0) {
    const asked = ask(edge.listener.url);
    waiting.push(asked);
    await Promise.race([asked, until(() => held.length > 0)]);
  }
  expect(await bodies(10)).toEqual({ two: 10 });
  for (const finish of held) finish();
  await Promise.all(waiting);
});

test('targets of HTTPS are checked and spoken to by TLS, whoever signed their certificate', async () => {
  const [mine] = [...edge.aws.certificates.values()];
  const server = createServer({ cert: mine?.certificate, key: mine?.key }, (_request, response) => response.end('by TLS')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const group = await createGroup(edge.aws, 'secure', { Protocol: 'HTTPS', HealthCheckProtocol: 'HTTPS' });
  await edge.setDefault(forwardTo(group));
  await edge.aws.elb.send(new RegisterTargetsCommand({ TargetGroupArn: group, Targets: [{ Id: '127.0.0.1', Port: (server.address() as AddressInfo).port }] }));
  await allHealthy(edge.aws, group);
  expect((await ask(edge.listener.url)).body).toBe('by TLS');
  server.close();
  server.closeAllConnections();
});

test('a target that does not speak the TLS it should is a 502', async () => {
  const group = await createGroup(edge.aws, 'insecure', { Protocol: 'HTTPS' });
  await edge.setDefault(forwardTo(group));
  await register(edge.aws, group, second);
  expect((await ask(edge.listener.url)).status).toBe(502);
  expect(counted).toContain('TargetTLSNegotiationErrorCount');
});
