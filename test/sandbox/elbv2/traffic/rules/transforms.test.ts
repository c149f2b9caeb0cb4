import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Transform } from '../../../../../sandbox/elbv2/model.ts';
import { transformed } from '../../../../../sandbox/elbv2/traffic/rules/transforms.ts';
import { ask } from '../../ask.ts';
import { forwardTo } from '../../aws-on-loopback.ts';
import { startEdge, type Edge } from '../edge.ts';

const url = (regex: string, replace: string): Transform => ({ kind: 'url-rewrite', regex, replace });
const host = (regex: string, replace: string): Transform => ({ kind: 'host-header-rewrite', regex, replace });

test.each<[readonly Transform[], unknown]>([
  [[url('^/api/(.*)$', '/$1')], { host: 'Shop.example', target: '/users?a=1' }],
  [[url('a=(.)', 'b=$1')], { host: 'Shop.example', target: '/api/users?b=1' }],
  [[host('^shop\\.', 'internal.'), url('users', 'people')], { host: 'internal.example', target: '/api/people?a=1' }],
  [[url('^/none', '/'), host('none', '')], { host: 'Shop.example', target: '/api/users?a=1' }],
  [[url('^/api', 'api')], 'failed'],
  [[url('users', 'two words')], 'failed'],
  [[url('users', '$7')], 'failed'],
  [[host('.*', '')], 'failed'],
])('%j make %j', (transforms, expected) => {
  expect(transformed(transforms, { host: 'Shop.example', target: '/api/users?a=1' })).toEqual(expected);
});

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
  edge.answerWith((request, response) => response.end(`${request.headers.host} ${request.url}`));
});
afterAll(() => edge.close());

test('a rule matches what the client asked for, and its target gets what the transforms made of it; a transform that fails is a 500', async () => {
  const when = (path: string) => [{ Field: 'path-pattern', Values: [path] }];
  await edge.addRule({
    Priority: 1,
    Conditions: when('/api/*'),
    Actions: [forwardTo(edge.group)],
    Transforms: [
      { Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: '^/api/(.*)$', Replace: '/$1' }] } },
      { Type: 'host-header-rewrite', HostHeaderRewriteConfig: { Rewrites: [{ Regex: '^shop', Replace: 'inner' }] } },
    ],
  });
  await edge.addRule({ Priority: 2, Conditions: when('/bad'), Actions: [forwardTo(edge.group)], Transforms: [{ Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: '^/', Replace: '' }] } }] });
  const headers = { host: 'shop.example:80' };
  expect((await ask(edge.listener.url, { path: '/api/a%20b?c', headers })).body).toBe('inner.example:80 /a%20b?c');
  expect((await ask(edge.listener.url, { path: '/other', headers })).body).toBe('shop.example:80 /other');
  expect((await ask(edge.listener.url, { path: '/bad' })).status).toBe(500);
});

test('a rule compares the normalised path, and the target gets it as it came', async () => {
  await edge.addRule({ Priority: 3, Conditions: [{ Field: 'path-pattern', Values: ['/admin'] }], Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '403' } }] });
  expect((await ask(edge.listener.url, { path: '/x/../%61dmin' })).status).toBe(403);
  expect((await ask(edge.listener.url, { path: '/x/../free' })).body).toMatch(/ \/x\/\.\.\/free$/);
});
