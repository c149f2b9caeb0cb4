import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ask, cookiesOf } from '../../ask.ts';
import { allHealthy, createGroup, forwardTo, register, startTarget, type TestTarget } from '../../aws-on-loopback.ts';
import { startEdge, type Edge } from '../edge.ts';

let edge: Edge;
let other: TestTarget;
let ahead = 0;
const counted: string[] = [];

beforeAll(async () => {
  edge = await startEdge({ now: () => Date.now() + ahead, metrics: { put: (_namespace, metric) => counted.push(metric) } });
  edge.answerWith((request, response) => response.writeHead(200, request.url === '/login' ? { 'Set-Cookie': 'sid=1; Path=/' } : {}).end('one'));
  other = await startTarget((request, response) => response.writeHead(200, request.url === '/login' ? { 'Set-Cookie': 'sid=2; Path=/' } : {}).end('two'));
  await register(edge.aws, edge.group, other);
  await allHealthy(edge.aws, edge.group);
  await edge.setGroup({ 'stickiness.enabled': 'true', 'stickiness.type': 'app_cookie', 'stickiness.app_cookie.cookie_name': 'sid', 'stickiness.app_cookie.duration_seconds': '60' });
});
afterAll(async () => {
  await edge.close();
  await other.close();
});

const bodies = async (cookie: string): Promise<readonly string[]> => {
  const seen: string[] = [];
  for (let i = 0; i < 6; i++) seen.push((await ask(edge.listener.url, { headers: { cookie } })).body);
  return [...new Set(seen)].toSorted();
};

test('a client is bound to its target once the application sets its own cookie, in four shards beside it', async () => {
  const before = await ask(edge.listener.url);
  expect(before.headers['set-cookie']).toEqual([0, 1, 2, 3].map((i) => expect.stringMatching(new RegExp(`^AWSALBAPP-${i}=_remove_; Expires=.* GMT; Path=/$`))));
  const login = await ask(edge.listener.url, { path: '/login' });
  expect(login.headers['set-cookie']?.[0]).toMatch(/^sid=/);
  expect(login.headers['set-cookie']?.[1]).toMatch(/^AWSALBAPP-0=[A-Za-z0-9+/=]+; Expires=/);
  expect(await bodies(cookiesOf(login))).toEqual([login.body]);
  expect(counted).toContain('NonStickyRequestCount');
});

test('not without the application’s cookie, not when the time is over, not with several groups', async () => {
  const cookie = cookiesOf(await ask(edge.listener.url, { path: '/login' }));
  expect(await bodies(cookie.replace(/sid=\d; /, ''))).toEqual(['one', 'two']);
  ahead = 61_000;
  expect(await bodies(cookie)).toEqual(['one', 'two']);
  ahead = 0;
  const empty = await createGroup(edge.aws, 'empty');
  await edge.setDefault({ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: edge.group, Weight: 1 }, { TargetGroupArn: empty, Weight: 0 }], TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 } } });
  expect(await bodies(cookie)).toEqual(['one', 'two']);
  await edge.setDefault(forwardTo(edge.group));
});
