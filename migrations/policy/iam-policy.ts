import type { Config } from '../../domain/config.ts';
import type { Migration } from '../../domain/migration.ts';
import { parseS3Place } from '../../domain/s3-place.ts';

/** A policy as IAM takes it. */
export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What the policy depends on beside the files. */
export interface Account {
  /** Roles of the proxy's task definition: giving it the route groups registers a revision with the same ones. */
  readonly proxyRoles: readonly string[];
  /** Id of the Cloud Map namespace. */
  readonly namespaceId: string;
}

/**
 * The least that whoever runs Banyan has to be allowed for these migrations. Where AWS knows no narrower scope for an action it is `*`; else names are those of
 * the migration files, and what is changed or deleted must bear Banyan's tags.
 * Which scopes and condition keys an action knows: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function iamPolicy(config: Config, migrations: readonly Migration[], account: Account): IamPolicy {
  const statements = [reading(), ...loadBalancer(config, migrations), ...containers(config, migrations, account), ...names(config, migrations, account), ...scaling(config), ...journal(config), ...accessLog(config)];
  return { Version: '2012-10-17', Statement: statements };
}

function allow(Sid: string, Action: readonly string[], Resource: Statement['Resource'], Condition?: Statement['Condition']): Statement {
  return { Sid, Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) };
}

function reading(): Statement {
  return allow(
    'Read',
    [
      ...['DescribeListeners', 'DescribeRules', 'DescribeTargetGroups', 'DescribeTargetGroupAttributes', 'DescribeTargetHealth', 'DescribeTags', 'DescribeAccountLimits'].map((name) => `elasticloadbalancing:${name}`),
      'ecs:DescribeTaskDefinition',
      'ecs:ListTaskDefinitions',
      'servicediscovery:ListNamespaces',
      'servicediscovery:ListServices',
      'servicediscovery:ListTagsForResource',
      'servicediscovery:DiscoverInstances',
      'application-autoscaling:DescribeScalableTargets',
      'application-autoscaling:DescribeScalingPolicies',
      'cloudwatch:GetMetricData',
      'ec2:DescribeVpcs',
      'ec2:DescribeSubnets',
      'ec2:DescribeSecurityGroups',
    ],
    '*',
  );
}

/** Rules on the one listener, and the candidates' target groups: made with Banyan's tags, changed only where they bear them. */
function loadBalancer({ aws }: Config, migrations: readonly Migration[]): readonly Statement[] {
  const prefix = arnPrefix(aws.listener, 'elasticloadbalancing');
  const rules = `${aws.listener.replace(':listener/', ':listener-rule/')}/*`;
  const targetGroups = `${prefix}:targetgroup/banyan-*`;
  const [made, owned] = tagged(migrations);
  return [
    allow('MakeRules', ['elasticloadbalancing:CreateRule'], [aws.listener, rules], made),
    allow('ChangeOwnRules', ['elasticloadbalancing:ModifyRule', 'elasticloadbalancing:DeleteRule', 'elasticloadbalancing:SetRulePriorities'], rules, owned),
    allow('MakeTargetGroups', ['elasticloadbalancing:CreateTargetGroup'], targetGroups, made),
    allow('ChangeOwnTargetGroups', ['elasticloadbalancing:ModifyTargetGroup', 'elasticloadbalancing:ModifyTargetGroupAttributes', 'elasticloadbalancing:DeleteTargetGroup'], targetGroups, owned),
    allow('TagWhatIsMade', ['elasticloadbalancing:AddTags'], [rules, targetGroups], { StringEquals: { 'elasticloadbalancing:CreateAction': ['CreateRule', 'CreateTargetGroup'] } }),
  ];
}

function containers({ aws, proxy }: Config, migrations: readonly Migration[], { proxyRoles }: Account): readonly Statement[] {
  const prefix = arnPrefix(aws.listener, 'ecs', aws.region);
  const service = (name: string): string => `${prefix}:service/${aws.cluster}/${name}`;
  const candidates = migrations.map(({ candidate }) => service(candidate.service));
  const [made, owned] = tagged(migrations);
  const inCluster = { ArnEquals: { 'ecs:cluster': `${prefix}:cluster/${aws.cluster}` } };
  const roles = [...new Set([aws.executionRole, aws.taskRole, ...proxyRoles].filter((role) => role !== undefined))];
  return [
    allow('SeeServices', ['ecs:DescribeServices'], service('*'), inCluster),
    allow('MakeCandidates', ['ecs:CreateService'], candidates, { ...inCluster, ...made }),
    allow('ChangeOwnCandidates', ['ecs:UpdateService', 'ecs:DeleteService'], candidates, { ...inCluster, ...owned }),
    allow('ConfigureProxy', ['ecs:UpdateService'], service(proxy.service), inCluster),
    // It knows no narrower scope.
    allow('RegisterRevisions', ['ecs:RegisterTaskDefinition'], '*'),
    allow('TagWhatIsRegistered', ['ecs:TagResource'], [service('*'), `${prefix}:task-definition/*`], { StringEquals: { 'ecs:CreateAction': ['CreateService', 'RegisterTaskDefinition'] } }),
    ...(roles.length > 0 ? [allow('PassRolesToTasks', ['iam:PassRole'], roles, { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } })] : []),
  ];
}

function names({ aws }: Config, migrations: readonly Migration[], { namespaceId }: Account): readonly Statement[] {
  const prefix = arnPrefix(aws.listener, 'servicediscovery', aws.region);
  const [made, owned] = tagged(migrations);
  return [
    allow('MakeNames', ['servicediscovery:CreateService', 'servicediscovery:TagResource'], [`${prefix}:namespace/${namespaceId}`, `${prefix}:service/*`], made),
    allow('RemoveOwnNames', ['servicediscovery:DeleteService'], `${prefix}:service/*`, owned),
  ];
}

/** Even where no file asks for scaling: what one asked for before is removed. */
function scaling({ aws, legacy }: Config): readonly Statement[] {
  const ofServices = { StringEquals: { 'application-autoscaling:service-namespace': 'ecs', 'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount' } };
  const actions = ['RegisterScalableTarget', 'DeregisterScalableTarget', 'PutScalingPolicy', 'DeleteScalingPolicy'].map((name) => `application-autoscaling:${name}`);
  const alarms = `${arnPrefix(aws.listener, 'cloudwatch', aws.region)}:alarm:TargetTracking-service/${aws.cluster}/*`;
  const linked = `arn:${partitionOf(aws.listener)}:iam::${accountOf(aws.listener)}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`;
  return [
    allow('ScaleServices', actions, `${arnPrefix(aws.listener, 'application-autoscaling', aws.region)}:scalable-target/*`, ofServices),
    ...(legacy ? [allow('MarkLegacyFloor', ['TagResource', 'UntagResource', 'ListTagsForResource'].map((name) => `application-autoscaling:${name}`), `${arnPrefix(aws.listener, 'application-autoscaling', aws.region)}:scalable-target/*`)] : []),
    allow('AlarmsOfScaling', ['cloudwatch:PutMetricAlarm', 'cloudwatch:DescribeAlarms', 'cloudwatch:DeleteAlarms'], alarms),
    allow('RoleOfScaling', ['iam:CreateServiceLinkedRole'], linked, { StringEquals: { 'iam:AWSServiceName': 'ecs.application-autoscaling.amazonaws.com' } }),
  ];
}

/** Where the journal is in S3. Nothing of it is ever deleted. */
function journal({ journal: place, aws }: Config): readonly Statement[] {
  const found = parseS3Place(place);
  if (!found) return [];
  const { bucket, prefix } = found;
  const arn = `arn:${partitionOf(aws.listener)}:s3:::${bucket}`;
  const below = prefix === '' ? '*' : `${prefix}/*`;
  return [allow('ListJournal', ['s3:ListBucket'], arn, { StringLike: { 's3:prefix': below } }), allow('WriteJournal', ['s3:GetObject', 's3:PutObject'], `${arn}/${below}`)];
}

/** Where the load balancer's access log is to be asked. */
function accessLog({ stats, aws }: Config): readonly Statement[] {
  const found = parseS3Place(stats.accessLog ?? '');
  if (!found) return [];
  const { bucket, prefix } = found;
  const arn = `arn:${partitionOf(aws.listener)}:s3:::${bucket}`;
  const below = `${prefix === '' ? '' : `${prefix}/`}AWSLogs/${accountOf(aws.listener)}/elasticloadbalancing/*`;
  return [allow('ListAccessLog', ['s3:ListBucket'], arn, { StringLike: { 's3:prefix': below } }), allow('ReadAccessLog', ['s3:GetObject'], `${arn}/${below}`)];
}

/** Conditions: what is made must get Banyan's tag for one of these groups, what is changed must have it. */
function tagged(migrations: readonly Migration[]): readonly [made: Statement['Condition'], owned: Statement['Condition']] {
  const groups = migrations.map(({ group }) => group.name);
  return [{ StringEquals: { 'aws:RequestTag/banyan:group': groups } }, { StringEquals: { 'aws:ResourceTag/banyan:group': groups } }];
}

/** `arn:aws:ecs:eu-central-1:123456789012` of the listener's account. */
function arnPrefix(listener: string, service: string, region?: string): string {
  const [, partition, , ownRegion, account] = listener.split(':');
  return `arn:${partition}:${service}:${region ?? ownRegion}:${account}`;
}

function partitionOf(listener: string): string {
  return listener.split(':')[1] ?? 'aws';
}

function accountOf(listener: string): string {
  return listener.split(':')[4] ?? '*';
}
