import { expect, test } from '@jest/globals';
import { iamPolicy, type Account, type Statement } from '../../../migrations/policy/iam-policy.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { exampleMigration } from '../../support/example-migration.ts';
import { filesBelow, read } from '../../support/source-files.ts';

const account: Account = { proxyFamily: 'banyan-proxy', proxyRoles: ['arn:aws:iam::123456789012:role/proxy'], namespaceId: 'ns-1' };
const policy = iamPolicy(exampleConfig, [exampleMigration], account);
const actions = policy.Statement.flatMap(({ Action }) => Action);
const withAction = (action: string): Statement => policy.Statement.find(({ Action }) => Action.includes(action))!;

/** Which service a file's commands are of, by the package it imports them from. */
const PREFIX: Readonly<Record<string, string>> = { 'elastic-load-balancing-v2': 'elasticloadbalancing', ecs: 'ecs', servicediscovery: 'servicediscovery', 'application-auto-scaling': 'application-autoscaling', cloudwatch: 'cloudwatch', s3: 's3' };
/** S3 calls listing objects by another name than IAM does. */
const IAM_NAME: Readonly<Record<string, string>> = { 's3:ListObjectsV2': 's3:ListBucket' };

/** Which calls AWS asks it for beside the action of their own name. */
const ON_BEHALF_OF: Readonly<Record<string, string>> = {
  'ec2:DescribeVpcs': 'CreateTargetGroup',
  'ec2:DescribeSubnets': 'CreateTargetGroup',
  'ec2:DescribeSecurityGroups': 'CreateTargetGroup',
  'elasticloadbalancing:AddTags': 'CreateRule and CreateTargetGroup with tags',
  'ecs:TagResource': 'CreateService and RegisterTaskDefinition with tags',
  'iam:PassRole': 'RegisterTaskDefinition with roles',
  'servicediscovery:TagResource': 'CreateService with tags',
  'cloudwatch:PutMetricAlarm': 'PutScalingPolicy',
  'cloudwatch:DescribeAlarms': 'PutScalingPolicy',
  'cloudwatch:DeleteAlarms': 'DeleteScalingPolicy',
  'iam:CreateServiceLinkedRole': 'RegisterScalableTarget, the first in an account',
};

/** What `banyan init` looks at by the rights of the person who runs it, before there is a policy. */
const SURVEY = 'migrations/adapters/aws/survey-account.ts';

function actionsUsed(files: readonly string[]): readonly string[] {
  const used = new Set<string>();
  for (const file of files) {
    for (const [, names = '', service = ''] of read(file).matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-([a-z0-9-]+)'/g)) {
      for (const [, operation, paged] of names.replaceAll(/ as \w+/g, '').matchAll(/\b(?:([A-Z]\w+)Command\b(?!Input|Output)|paginate([A-Z]\w+))/g)) {
        const action = `${PREFIX[service]}:${operation ?? paged}`;
        used.add(IAM_NAME[action] ?? action);
      }
    }
  }
  return [...used].toSorted();
}

test('every call that the engine’s adapters make is allowed', () => {
  const used = actionsUsed(filesBelow('migrations/adapters', '.ts').filter((file) => file !== SURVEY));
  expect(used.length).toBeGreaterThan(30);
  expect(used.filter((action) => !actions.includes(action))).toEqual([]);
});

test('nothing is allowed that no adapter calls, but what AWS asks for on behalf of those calls', () => {
  const used = actionsUsed(filesBelow('migrations/adapters', '.ts').filter((file) => file !== SURVEY));
  expect(actions.filter((action) => !used.includes(action)).toSorted()).toEqual(Object.keys(ON_BEHALF_OF).toSorted());
});

test('the documentation names what is allowed, and nothing else', () => {
  const rows = [...read('docs/permissions.md').matchAll(/^\| `([a-z0-9-]+:)` ([\w, ]+) \|/gm)];
  const documented = rows.flatMap(([, prefix = '', names = '']) => names.split(', ').map((name) => prefix + name));
  expect([...new Set(documented)].toSorted()).toEqual([...new Set(actions)].toSorted());
});

test('what only `init` reads is not allowed to the engine, and stands in the documentation', () => {
  const only = actionsUsed([SURVEY]).filter((action) => !actions.includes(action));
  expect(only).toEqual(['ecs:ListClusters', 'ecs:ListServices', 'elasticloadbalancing:DescribeLoadBalancers']);
  for (const action of only) expect(read('docs/permissions.md')).toContain(`\`${action}\``);
});

test('nothing is allowed by a wildcard, and what is changed is named or must bear Banyan’s tags', () => {
  expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  const wide = policy.Statement.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action);
  expect(wide.filter((action) => !/:(Describe|List|Get)/.test(action))).toEqual(['servicediscovery:DiscoverInstances', 'servicediscovery:TagResource']);
  expect(withAction('servicediscovery:DiscoverInstances').Condition).toEqual({ StringEquals: { 'servicediscovery:NamespaceName': 'shop.internal' } });
  for (const action of ['elasticloadbalancing:ModifyRule', 'elasticloadbalancing:DeleteRule', 'elasticloadbalancing:SetRulePriorities', 'elasticloadbalancing:DeleteTargetGroup', 'servicediscovery:DeleteService']) {
    expect(withAction(action).Condition).toEqual({ StringEquals: { 'aws:ResourceTag/banyan:group': ['catalog'] } });
  }
  for (const action of ['elasticloadbalancing:CreateRule', 'elasticloadbalancing:CreateTargetGroup', 'servicediscovery:CreateService', 'servicediscovery:TagResource']) {
    expect(withAction(action).Condition).toEqual({ StringEquals: { 'aws:RequestTag/banyan:group': ['catalog'] } });
  }
});

test('resources are those of the listener’s account, of these migrations and of the proxy', () => {
  expect([withAction('elasticloadbalancing:ModifyRule').Resource].flat().filter((arn) => arn.includes('listener'))).toEqual(['arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/*']);
  expect([withAction('ecs:CreateService').Resource].flat().filter((arn) => arn.startsWith('arn:aws:ecs:'))).toEqual(['arn:aws:ecs:eu-central-1:123456789012:service/shop/catalog']);
  expect(withAction('ecs:RegisterTaskDefinition').Resource).toEqual(['catalog', 'banyan-proxy'].map((family) => `arn:aws:ecs:eu-central-1:123456789012:task-definition/${family}:*`));
  expect(withAction('iam:PassRole').Resource).toEqual(['arn:aws:iam::123456789012:role/execution', 'arn:aws:iam::123456789012:role/proxy']);
  expect(withAction('s3:PutObject').Resource).toBe('arn:aws:s3:::shop-journal/banyan/*');
  expect(policy.Statement.find(({ Sid }) => Sid === 'ReadAccessLog')?.Resource).toBe('arn:aws:s3:::shop-logs/elb/AWSLogs/123456789012/elasticloadbalancing/*');
});

test('what is not needed is not asked for: no role without roles, no bucket for a journal on disk and without an access log', () => {
  const { executionRole: _, ...aws } = exampleConfig.aws;
  const less = iamPolicy({ ...exampleConfig, aws, journal: '/var/journal', stats: { from: 'proxies', balancerErrors: 'suspect' } }, [exampleMigration], { ...account, proxyRoles: [] });
  expect(less.Statement.flatMap(({ Action }) => Action).filter((action) => action.startsWith('s3:') || action === 'iam:PassRole')).toEqual([]);
});

test('for twenty migrations it fits into what IAM takes as a role’s own policy, 10,240 characters', () => {
  const many = Array.from({ length: 20 }, (_, n) => ({ ...exampleMigration, group: { ...exampleMigration.group, name: `group-${n}` }, candidate: { ...exampleMigration.candidate, service: `group-${n}` } }));
  expect(JSON.stringify(iamPolicy(exampleConfig, many, account)).replaceAll(/\s/g, '').length).toBeLessThan(10_240);
});
