import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AddTagsCommand,
  CreateTrustStoreCommand,
  DescribeAccountLimitsCommand,
  DescribeListenerCertificatesCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeSSLPoliciesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTrustStoresCommand,
  paginateDescribeTargetGroups,
  RemoveTagsCommand,
  type Tag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { createGroup, createListener, createLoadBalancer, forwardTo, startAws, type Aws } from './aws-on-loopback.ts';
import { goneArn, refused, type Refusal } from './refused.ts';

let aws: Aws;
let balancer: string;
let group: string;
let listener: string;

beforeAll(async () => {
  aws = await startAws();
  balancer = await createLoadBalancer(aws);
  group = await createGroup(aws, 'group');
  await createGroup(aws, 'second');
  ({ arn: listener } = await createListener(aws, balancer, forwardTo(group)));
});
afterAll(() => aws.close());

describe('tags', () => {
  const add = (ResourceArns: string[], ...Tags: Tag[]) => aws.elb.send(new AddTagsCommand({ ResourceArns, Tags }));
  const remove = (ResourceArns: string[], ...TagKeys: string[]) => aws.elb.send(new RemoveTagsCommand({ ResourceArns, TagKeys }));
  const describeAll = async (...ResourceArns: string[]) => (await aws.elb.send(new DescribeTagsCommand({ ResourceArns }))).TagDescriptions;

  test('are added, overwritten, read for several resources at once, and removed', async () => {
    await add([balancer, group], { Key: 'a', Value: '1' }, { Key: 'b', Value: '2' });
    await add([group], { Key: 'a', Value: '3' });
    await remove([group], 'b', 'c');
    expect(await describeAll(balancer, group, listener)).toEqual([
      { ResourceArn: balancer, Tags: [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }] },
      { ResourceArn: group, Tags: [{ Key: 'a', Value: '3' }] },
      { ResourceArn: listener, Tags: [] },
    ]);
  });

  test.each<[string, Tag[], ...Refusal]>([
    ['none', [], 'ValidationError'],
    ['an empty key', [{ Key: '', Value: '1' }], 'ValidationError'],
    ['a key of 129 characters', [{ Key: 'a'.repeat(129), Value: '1' }], 'ValidationError'],
    ['a value of 257 characters', [{ Key: 'a', Value: 'a'.repeat(257) }], 'ValidationError'],
    ['a key with a character that keys do not have', [{ Key: 'a?', Value: '1' }], 'ValidationError'],
    ['a key of AWS’s', [{ Key: 'AWS:a', Value: '1' }], 'ValidationError'],
    ['a key twice', [{ Key: 'a', Value: '1' }, { Key: 'a', Value: '2' }], 'DuplicateTagKeys'],
    ['51 of them', Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' })), 'TooManyTags'],
    ['50 beside those that are there', Array.from({ length: 50 }, (_, i) => ({ Key: `k${i}`, Value: '' })), 'TooManyTags'],
  ])('are refused where there are %s', async (_, tags, ...refusal) => {
    await refused(add([balancer], ...tags), ...refusal);
    expect((await describeAll(balancer))?.[0]?.Tags).toHaveLength(2);
  });

  test.each([
    [goneArn('targetgroup/gone'), 'TargetGroupNotFound'],
    [goneArn('loadbalancer/app/gone'), 'LoadBalancerNotFound'],
    [goneArn('listener/app/gone/0'), 'ListenerNotFound'],
    [goneArn('listener-rule/app/gone/0/0'), 'RuleNotFound'],
    ['shop', 'ValidationError'],
  ])('of %s are refused, and so are those of what is named beside it', async (arn, code) => {
    await refused(add([balancer, arn], { Key: 'z', Value: '1' }), code);
    await refused(remove([balancer, arn], 'a'), code);
    await refused(describeAll(balancer, arn), code);
    expect((await describeAll(balancer))?.[0]?.Tags).toMatchObject([{ Key: 'a' }, { Key: 'b' }]);
  });

  test('are read of 1 to 20 resources', async () => {
    await refused(describeAll(...Array.from({ length: 21 }, () => balancer)), 'ValidationError');
    await refused(describeAll(), 'ValidationError');
  });
});

describe('a list', () => {
  test('comes in pages', async () => {
    const pages: number[] = [];
    for await (const { TargetGroups } of paginateDescribeTargetGroups({ client: aws.elb }, { PageSize: 1 })) pages.push(TargetGroups?.length ?? 0);
    expect(pages).toEqual([1, 1]);
  });

  test.each<[string, (page: { Marker?: string; PageSize?: number }) => Promise<unknown>]>([
    ['DescribeLoadBalancers', (page) => aws.elb.send(new DescribeLoadBalancersCommand(page))],
    ['DescribeTargetGroups', (page) => aws.elb.send(new DescribeTargetGroupsCommand(page))],
    ['DescribeListeners', (page) => aws.elb.send(new DescribeListenersCommand({ LoadBalancerArn: balancer, ...page }))],
    ['DescribeRules', (page) => aws.elb.send(new DescribeRulesCommand({ ListenerArn: listener, ...page }))],
    ['DescribeSSLPolicies', (page) => aws.elb.send(new DescribeSSLPoliciesCommand(page))],
    ['DescribeAccountLimits', (page) => aws.elb.send(new DescribeAccountLimitsCommand(page))],
    ['DescribeTrustStores', (page) => aws.elb.send(new DescribeTrustStoresCommand(page))],
  ])('of %s has pages of 1 to 400, and refuses a marker that it never gave', async (_, ask) => {
    await ask({ PageSize: 400 });
    await refused(ask({ PageSize: 401 }), 'ValidationError');
    await refused(ask({ PageSize: 0 }), 'ValidationError');
    await refused(ask({ Marker: '???' }), 'ValidationError', 'The specified marker is not valid');
    await refused(ask({ Marker: 'ZnJvbTph' }), 'ValidationError');
  });

  test('of certificates is refused for a listener without TLS', async () => {
    await refused(aws.elb.send(new DescribeListenerCertificatesCommand({ ListenerArn: listener })), 'ValidationError');
  });
});

test('the account’s limits are AWS’s own', async () => {
  const { Limits } = await aws.elb.send(new DescribeAccountLimitsCommand({}));
  expect(Object.fromEntries(Limits?.map(({ Name, Max }) => [Name, Max]) ?? [])).toEqual({
    'target-groups': '3000',
    'application-load-balancers': '50',
    'listeners-per-application-load-balancer': '50',
    'rules-per-application-load-balancer': '100',
    'targets-per-application-load-balancer': '1000',
    'target-groups-per-application-load-balancer': '100',
    'target-groups-per-action-on-application-load-balancer': '5',
    'condition-values-per-alb-rule': '5',
    'condition-wildcards-per-alb-rule': '5',
  });
});

test('an operation that the sandbox lacks is refused in AWS’s own form', async () => {
  await refused(aws.elb.send(new CreateTrustStoreCommand({ Name: 'a', CaCertificatesBundleS3Bucket: 'b', CaCertificatesBundleS3Key: 'c' })), 'InvalidAction');
});
