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
  /** The proxy's task definition: giving it the route groups registers a revision of the same family, with the same roles. */
  readonly proxyFamily: string;
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
  const statements = [...reading(config), ...tagged(config, migrations, account), ...containers(config, migrations, account), ...scaling(config), ...journal(config), ...accessLog(config)];
  return { Version: '2012-10-17', Statement: statements };
}

function allow(Sid: string, Action: readonly string[], Resource: Statement['Resource'], Condition?: Statement['Condition']): Statement {
  return { Sid, Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) };
}

function reading({ aws, namespace }: Config): readonly Statement[] {
  const ecs = arnPrefix(aws.listener, 'ecs', aws.region);
  const everything = [
    ...['DescribeListeners', 'DescribeRules', 'DescribeTargetGroups', 'DescribeTargetGroupAttributes', 'DescribeTargetHealth', 'DescribeTags', 'DescribeAccountLimits'].map((name) => `elasticloadbalancing:${name}`),
    'ecs:DescribeTaskDefinition',
    'ecs:ListTaskDefinitions',
    'servicediscovery:ListNamespaces',
    'servicediscovery:ListServices',
    'servicediscovery:ListTagsForResource',
    'application-autoscaling:DescribeScalableTargets',
    'application-autoscaling:DescribeScalingPolicies',
    'cloudwatch:GetMetricData',
    'ec2:DescribeVpcs',
    'ec2:DescribeSubnets',
    'ec2:DescribeSecurityGroups',
  ];
  return [
    allow('Read', everything, '*'),
    allow('SeeServices', ['ecs:DescribeServices'], `${ecs}:service/${aws.cluster}/*`),
    // Its resources are ids; the namespace can be named.
    allow('FindProxies', ['servicediscovery:DiscoverInstances'], '*', { StringEquals: { 'servicediscovery:NamespaceName': namespace } }),
  ];
}

/** Rules on the one listener, the candidates' target groups, services and names: made only with Banyan's tag for one of these groups, changed only where they bear it. */
function tagged({ aws }: Config, migrations: readonly Migration[], { namespaceId }: Account): readonly Statement[] {
  const rules = `${aws.listener.replace(':listener/', ':listener-rule/')}/*`;
  const targetGroups = `${arnPrefix(aws.listener, 'elasticloadbalancing')}:targetgroup/banyan-*`;
  const services = `${arnPrefix(aws.listener, 'ecs', aws.region)}:service/${aws.cluster}`;
  const candidates = migrations.map(({ candidate }) => `${services}/${candidate.service}`);
  const cloudMap = arnPrefix(aws.listener, 'servicediscovery', aws.region);
  const names = `${cloudMap}:service/*`;
  const groups = migrations.map(({ group }) => group.name);
  const made = { StringEquals: { 'aws:RequestTag/banyan:group': groups } };
  const owned = { StringEquals: { 'aws:ResourceTag/banyan:group': groups } };
  const making = ['elasticloadbalancing:CreateRule', 'elasticloadbalancing:CreateTargetGroup', 'ecs:CreateService', 'servicediscovery:CreateService'];
  const changing = [
    ...['ModifyRule', 'DeleteRule', 'SetRulePriorities', 'ModifyTargetGroup', 'ModifyTargetGroupAttributes', 'DeleteTargetGroup'].map((name) => `elasticloadbalancing:${name}`),
    'ecs:UpdateService',
    'ecs:DeleteService',
    'servicediscovery:DeleteService',
  ];
  return [
    allow('MakeWithOurTag', making, [aws.listener, targetGroups, ...candidates, `${cloudMap}:namespace/${namespaceId}`, names], made),
    allow('ChangeWhatBearsOurTag', changing, [rules, targetGroups, `${services}/*`, names], owned),
    allow('TagWhatIsMade', ['elasticloadbalancing:AddTags'], [rules, targetGroups], { StringEquals: { 'elasticloadbalancing:CreateAction': ['CreateRule', 'CreateTargetGroup'] } }),
    // It knows no narrower scope than the tags asked for: on an ARN it would allow nothing.
    allow('TagNames', ['servicediscovery:TagResource'], '*', made),
  ];
}

/** Revisions of candidates and of the proxy, whose service is its owners' and bears no tag of Banyan's. */
function containers({ aws, proxy }: Config, migrations: readonly Migration[], { proxyFamily, proxyRoles }: Account): readonly Statement[] {
  const prefix = arnPrefix(aws.listener, 'ecs', aws.region);
  const families = [...migrations.map(({ candidate }) => candidate.service), proxyFamily].map((family) => `${prefix}:task-definition/${family}:*`);
  const roles = [...new Set([aws.executionRole, aws.taskRole, ...proxyRoles].filter((role) => role !== undefined))];
  return [
    allow('ConfigureProxy', ['ecs:UpdateService'], `${prefix}:service/${aws.cluster}/${proxy.service}`),
    allow('RegisterRevisions', ['ecs:RegisterTaskDefinition'], families),
    allow('TagWhatIsRegistered', ['ecs:TagResource'], [`${prefix}:service/${aws.cluster}/*`, `${prefix}:task-definition/*`], { StringEquals: { 'ecs:CreateAction': ['CreateService', 'RegisterTaskDefinition'] } }),
    ...(roles.length > 0 ? [allow('PassRolesToTasks', ['iam:PassRole'], roles, { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } })] : []),
  ];
}

/** Even where no file asks for scaling: what one asked for before is removed. */
function scaling({ aws, legacy }: Config): readonly Statement[] {
  const targets = `${arnPrefix(aws.listener, 'application-autoscaling', aws.region)}:scalable-target/*`;
  const ofServices = { StringEquals: { 'application-autoscaling:service-namespace': 'ecs', 'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount' } };
  const actions = ['RegisterScalableTarget', 'DeregisterScalableTarget', 'PutScalingPolicy', 'DeleteScalingPolicy'].map((name) => `application-autoscaling:${name}`);
  const alarms = `${arnPrefix(aws.listener, 'cloudwatch', aws.region)}:alarm:TargetTracking-service/${aws.cluster}/*`;
  const linked = `arn:${partitionOf(aws.listener)}:iam::${accountOf(aws.listener)}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`;
  const onlyOurTags = { 'ForAllValues:StringLike': { 'aws:TagKeys': 'banyan:*' } };
  return [
    allow('ScaleServices', actions, targets, ofServices),
    ...(legacy
      ? [
          allow('SeeLegacyFloor', ['application-autoscaling:ListTagsForResource'], targets),
          allow('MarkLegacyFloor', ['application-autoscaling:TagResource', 'application-autoscaling:UntagResource'], targets, onlyOurTags),
        ]
      : []),
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
