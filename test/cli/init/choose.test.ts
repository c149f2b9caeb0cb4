import { expect, test } from '@jest/globals';
import { choose, configOf } from '../../../cli/init/choose.ts';
import type { AccountSurvey, FoundService } from '../../../migrations/adapters/aws/survey-account.ts';

const service = (name: string, change: Partial<FoundService> = {}): FoundService => ({ cluster: 'shop', name, image: `${name}:1`, environment: {}, targetGroups: [name], discovery: { name, namespace: 'shop.internal' }, network: { subnets: ['s'], securityGroups: [], publicIp: false }, executionRole: null, ...change });
const ALB = { arn: 'arn:1', balancer: 'shop', port: 443, targetGroup: 'monolith' };
const account: AccountSurvey = { listeners: [ALB], services: [service('monolith', { executionRole: 'role' }), service('banyan-proxy', { environment: { ADMIN_PORT: '9901', UNLEASH_URL: 'http://u/api' } })] };
const values = (survey: AccountSurvey, given = {}) => Object.fromEntries(choose(survey, given).map(({ member, value }) => [member, value]));

test('the listener leads to the monolith, and the proxy is known by its name', () => {
  expect(values(account)).toEqual({
    'aws.listener': 'arn:1',
    'aws.cluster': 'shop',
    'aws.network': { subnets: ['s'], securityGroups: [], publicIp: false },
    'aws.executionRole': 'role',
    'legacy.service': 'monolith',
    'proxy.service': 'banyan-proxy',
    'proxy.targetGroup': 'banyan-proxy',
    'proxy.discovery': 'banyan-proxy',
    'proxy.reportPort': 9901,
    namespace: 'shop.internal',
    'unleash.url': 'http://u',
  });
});

test.each<[string, AccountSurvey, object, object]>([
  ['an empty account leaves all to be filled in', { listeners: [], services: [] }, {}, { 'aws.listener': null, 'aws.cluster': null, 'proxy.service': null, namespace: null, 'unleash.url': null }],
  ['of two listeners none is guessed', { ...account, listeners: [ALB, { ...ALB, arn: 'arn:2' }] }, {}, { 'aws.listener': null }],
  ['unless somebody says which', { ...account, listeners: [ALB, { ...ALB, arn: 'arn:2' }] }, { listener: 'arn:2' }, { 'aws.listener': 'arn:2' }],
  ['a listener that redirects is none', { ...account, listeners: [{ ...ALB, targetGroup: null }] }, {}, { 'aws.listener': null }],
  ['a proxy by another name', { ...account, services: [service('edge')] }, { proxy: 'edge' }, { 'proxy.service': 'edge', 'proxy.reportPort': 9090 }],
  ['a proxy without a name in Cloud Map', { ...account, services: [service('banyan-proxy', { discovery: null })] }, {}, { 'proxy.discovery': null }],
])('%s', (_, survey, given, expected) => expect(values(survey, given)).toMatchObject(expected));

test('what was named and is not there is told by its name', () => {
  const because = Object.fromEntries(choose(account, { listener: 'arn:2', proxy: 'edge' }).map((choice) => [choice.member, choice.because]));
  expect(because).toMatchObject({ 'aws.listener': 'there is no listener arn:2', 'proxy.service': 'there is no ECS service edge' });
});

test('a monolith that is no ECS service is left alone', () => {
  expect(values({ ...account, services: account.services.slice(1) })).not.toHaveProperty(['legacy.service']);
});

test('what was not found is to be filled in, and says so in its place', () => {
  expect(configOf(choose({ listeners: [], services: [] }, {}), { region: 'r' })).toEqual({ aws: { region: 'r', listener: 'fill-in', cluster: 'fill-in', network: { subnets: 'fill-in' } }, proxy: { service: 'fill-in', targetGroup: 'fill-in', discovery: 'fill-in', reportPort: 9090 }, namespace: 'fill-in', unleash: { url: 'fill-in' } });
});
