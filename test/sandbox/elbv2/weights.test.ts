import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ModifyListenerCommand, ModifyTargetGroupAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ask, cookiesOf } from './ask.ts';
import { allHealthy, createGroup, createListener, createLoadBalancer, forwardTo, register, startAws, startTarget, type Aws, type TestTarget } from './aws-on-loopback.ts';

let aws: Aws;
let ahead = 0;
let legacy: string;
let candidate: string;
let listener: { arn: string; url: string };
const targets: TestTarget[] = [];

beforeAll(async () => {
  aws = await startAws({ now: () => Date.now() + ahead });
  const balancer = await createLoadBalancer(aws);
  legacy = await createGroup(aws, 'legacy');
  candidate = await createGroup(aws, 'candidate');
  listener = await createListener(aws, balancer, forwardTo([legacy, 1], [candidate, 1]));
  for (const [name, group] of [['legacy-1', legacy], ['candidate-1', candidate], ['candidate-2', candidate]] as const) {
    const target = await startTarget((_request, response) => response.end(name));
    targets.push(target);
    await register(aws, group, target);
  }
  await Promise.all([allHealthy(aws, legacy), allHealthy(aws, candidate)]);
});
afterAll(async () => {
  await aws.close();
  for (const target of targets) await target.close();
});

async function split(weights: { legacy?: number; candidate?: number }, stickySeconds = 0): Promise<void> {
  const groups = [[legacy, weights.legacy], [candidate, weights.candidate]] as const;
  const TargetGroups = groups.flatMap(([TargetGroupArn, Weight]) => (Weight === undefined ? [] : [{ TargetGroupArn, Weight }]));
  const TargetGroupStickinessConfig = stickySeconds > 0 ? { Enabled: true, DurationSeconds: stickySeconds } : { Enabled: false };
  await aws.elb.send(new ModifyListenerCommand({ ListenerArn: listener.arn, DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups, TargetGroupStickinessConfig } }] }));
}

async function served(requests: number, headers: Readonly<Record<string, string>> = {}): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (let i = 0; i < requests; i++) {
    const { body } = await ask(listener.url, { headers });
    counts[body] = (counts[body] ?? 0) + 1;
  }
  return counts;
}

test.each([
  [90, 10],
  [1, 1],
  [999, 0],
])('weights %i and %i split the requests in that ratio', async (l, c) => {
  await split({ legacy: l, candidate: c });
  const requests = 400;
  const counts = await served(requests);
  const share = c / (l + c);
  const got = (counts['candidate-1'] ?? 0) + (counts['candidate-2'] ?? 0);
  expect(Math.abs(got - requests * share)).toBeLessThanOrEqual(4 * Math.sqrt(requests * share * (1 - share)));
});

test('the targets of a group take turns', async () => {
  await split({ candidate: 1 });
  expect(await served(20)).toEqual({ 'candidate-1': 10, 'candidate-2': 10 });
});

test('weights that are all 0 are a 503', async () => {
  await split({ legacy: 0, candidate: 0 });
  expect((await ask(listener.url)).status).toBe(503);
});

test('there is no failover to the other group: the share of an empty one is a 503', async () => {
  const empty = await createGroup(aws, 'empty');
  const forward = forwardTo([legacy, 1], [empty, 1]);
  await aws.elb.send(new ModifyListenerCommand({ ListenerArn: listener.arn, DefaultActions: [forward] }));
  const statuses = new Set<number>();
  for (let i = 0; i < 40; i++) statuses.add((await ask(listener.url)).status);
  expect(statuses).toEqual(new Set([200, 503]));
});

test('a client with a group cookie stays with its group even at weight 0, until the cookie’s time is over', async () => {
  await split({ legacy: 0, candidate: 1 }, 60);
  const first = await ask(listener.url);
  const cookie = cookiesOf(first);
  expect(first.headers['set-cookie']).toEqual([
    expect.stringMatching(/^AWSALBTG=[A-Za-z0-9+/=]+; Expires=.* GMT; Path=\/$/),
    expect.stringMatching(/^AWSALBTGCORS=[A-Za-z0-9+/=]+; Expires=.* GMT; Path=\/; SameSite=None; Secure$/),
  ]);
  await split({ legacy: 1, candidate: 0 }, 60);
  expect(await served(10)).toEqual({ 'legacy-1': 10 });
  expect(await served(10, { cookie })).toEqual({ 'candidate-1': 5, 'candidate-2': 5 });
  expect(await served(2, { cookie: `sid=1; ${cookie.replace(/AWSALBTG=[^;]*; /, '')}` })).toEqual({ 'candidate-1': 1, 'candidate-2': 1 });

  ahead = 30_000;
  const late = await ask(listener.url, { headers: { cookie } });
  expect(late.body).toMatch(/^candidate/);
  ahead = 61_000;
  expect(await served(10, { cookie })).toEqual({ 'legacy-1': 10 });
  // A cookie given again with an answer does not live longer than the first.
  expect(await served(10, { cookie: cookiesOf(late) })).toEqual({ 'legacy-1': 10 });
  ahead = 0;
});

test('a group cookie counts for nothing without stickiness, for a group that is not in the action, or forged', async () => {
  await split({ legacy: 0, candidate: 1 }, 60);
  const cookie = cookiesOf(await ask(listener.url));
  await split({ legacy: 1, candidate: 0 });
  expect(await served(5, { cookie })).toEqual({ 'legacy-1': 5 });
  await split({ legacy: 1 }, 60);
  expect(await served(5, { cookie })).toEqual({ 'legacy-1': 5 });
  await split({ legacy: 1, candidate: 0 }, 60);
  const text = Buffer.from(/AWSALBTG=([^;]*)/.exec(cookie)?.[1] ?? '', 'base64').subarray(32).toString();
  expect(text).toContain(candidate);
  const forged = Buffer.concat([Buffer.alloc(32), Buffer.from(text)]).toString('base64');
  expect(await served(5, { cookie: `AWSALBTG=${forged}` })).toEqual({ 'legacy-1': 5 });
});

test('a client with a target cookie stays with its target while that is healthy', async () => {
  await aws.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: candidate, Attributes: [{ Key: 'stickiness.enabled', Value: 'true' }, { Key: 'stickiness.lb_cookie.duration_seconds', Value: '60' }] }));
  await split({ candidate: 1 });
  const first = await ask(listener.url);
  const cookie = cookiesOf(first);
  expect(cookie).toMatch(/^AWSALB=.*; AWSALBCORS=/);
  expect(await served(10, { cookie })).toEqual({ [first.body]: 10 });
  const own = targets[first.body === 'candidate-1' ? 1 : 2] as TestTarget;
  own.healthy = false;
  let moved = first;
  while (moved.body === first.body) moved = await ask(listener.url, { headers: { cookie } });
  expect(cookiesOf(moved)).not.toBe(cookie);
  own.healthy = true;
});
