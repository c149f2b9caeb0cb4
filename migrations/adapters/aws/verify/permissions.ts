import { DeleteScalingPolicyCommand, DeregisterScalableTargetCommand, DescribeScalableTargetsCommand, DescribeScalingPoliciesCommand } from '@aws-sdk/client-application-auto-scaling';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteServiceCommand, DescribeServicesCommand, DescribeTaskDefinitionCommand, ListTaskDefinitionsCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import {
  DeleteRuleCommand,
  DescribeAccountLimitsCommand,
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { DeleteServiceCommand as DeleteNameCommand, DiscoverInstancesCommand, ListNamespacesCommand, ListServicesCommand, ListTagsForResourceCommand } from '@aws-sdk/client-servicediscovery';
import type { Config } from '../../../../domain/config.ts';
import { BanyanError } from '../../../../domain/errors.ts';
import { finding, type Finding } from '../../../verify/finding.ts';
import { awsCode } from '../aws-errors.ts';
import type { AwsClients } from '../clients.ts';

/** One action of IAM, and a call that shows whether it is allowed and does nothing whatever comes of it. */
interface Probe {
  readonly action: string;
  readonly call: () => Promise<unknown>;
  /** The call names something that there is not: an answer that says so shows that it was allowed. */
  readonly ofNothing?: true;
}

const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized|Forbidden)/;
/** What AWS calls something that there is not; of a task definition ECS has no better word for it. What is found malformed may not have been asked for leave yet. */
const NOTHING = /(NotFound|^ServiceNotActive$|^Client$)/;

/** What a call that makes something cannot show without making it. */
const MAKING = [
  'elasticloadbalancing:CreateRule',
  'elasticloadbalancing:CreateTargetGroup',
  'elasticloadbalancing:AddTags',
  'ecs:RegisterTaskDefinition',
  'ecs:CreateService',
  'ecs:TagResource',
  'iam:PassRole',
  'servicediscovery:CreateService',
  'servicediscovery:TagResource',
  'application-autoscaling:RegisterScalableTarget',
  'application-autoscaling:PutScalingPolicy',
];

/** Whether the calls that Banyan makes are allowed, one by one. Nothing is changed: what changes something is asked of something that there is not. */
export async function verifyPermissions(clients: AwsClients, config: Config, now: number): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  // One after the other: two dozen calls at once are what throttling is for.
  for (const probe of probes(clients, config, now)) found.push(await run(probe));
  return [...found, ...MAKING.map((action) => finding(action, 'skip', 'cannot be shown without making something; `banyan plan --iam` prints the policy that allows it'))];
}

async function run({ action, call, ofNothing }: Probe): Promise<Finding> {
  try {
    await call();
    return finding(action, 'ok', ofNothing ? 'allowed: asked of something that there is not' : 'allowed');
  } catch (error) {
    const code = awsCode(error);
    if (code !== undefined && DENIED.test(code)) {
      // A policy that allows it for what bears Banyan's tags refuses it for what is not there.
      if (ofNothing) return finding(action, 'skip', 'refused for something that there is not: either it is missing, or the policy asks for Banyan’s tags, as that of `banyan plan --iam` does');
      return finding(action, 'ng', `not allowed: add ${action} to the policy of these credentials (\`banyan plan --iam\` prints one)`);
    }
    if (code !== undefined && NOTHING.test(code)) return finding(action, 'ok', `allowed: it answered ${code}`);
    return finding(action, 'skip', error instanceof BanyanError ? error.message : String(error));
  }
}

function probes({ elb, ecs, cloudMap, scaling, cloudWatch }: AwsClients, { aws, namespace, priorities, proxy }: Config, now: number): readonly Probe[] {
  const RuleArn = `${aws.listener.replace(':listener/', ':listener-rule/')}/0000000000000000`;
  const TargetGroupArn = `${aws.listener.split(':listener/')[0]}:targetgroup/banyan-verify/0000000000000000`;
  const nobody = 'banyan-verify-nobody';
  const { cluster } = aws;
  const scalable = { ServiceNamespace: 'ecs', ResourceId: `service/${cluster}/${nobody}`, ScalableDimension: 'ecs:service:DesiredCount' } as const;
  const MetricDataQueries = [{ Id: 'q', MetricStat: { Metric: { Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount' }, Period: 60, Stat: 'Sum' } }];
  const reading: readonly [string, () => Promise<unknown>][] = [
    ['elasticloadbalancing:DescribeListeners', () => elb.send(new DescribeListenersCommand({ ListenerArns: [aws.listener] }))],
    ['elasticloadbalancing:DescribeRules', () => elb.send(new DescribeRulesCommand({ ListenerArn: aws.listener, PageSize: 1 }))],
    ['elasticloadbalancing:DescribeTargetGroups', () => elb.send(new DescribeTargetGroupsCommand({ PageSize: 1 }))],
    ['elasticloadbalancing:DescribeTargetGroupAttributes', () => elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }))],
    ['elasticloadbalancing:DescribeTargetHealth', () => elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }))],
    ['elasticloadbalancing:DescribeTags', () => elb.send(new DescribeTagsCommand({ ResourceArns: [aws.listener] }))],
    ['elasticloadbalancing:DescribeAccountLimits', () => elb.send(new DescribeAccountLimitsCommand({}))],
    ['ecs:DescribeServices', () => ecs.send(new DescribeServicesCommand({ cluster, services: [proxy.service], include: ['TAGS'] }))],
    ['ecs:DescribeTaskDefinition', () => ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: nobody, include: ['TAGS'] }))],
    ['ecs:ListTaskDefinitions', () => ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: nobody }))],
    ['servicediscovery:ListNamespaces', () => cloudMap.send(new ListNamespacesCommand({ MaxResults: 1 }))],
    ['servicediscovery:ListServices', () => cloudMap.send(new ListServicesCommand({ MaxResults: 1 }))],
    ['servicediscovery:ListTagsForResource', () => cloudMap.send(new ListTagsForResourceCommand({ ResourceARN: `arn:aws:servicediscovery:${aws.region}:${aws.listener.split(':')[4]}:service/srv-0000000000000000` }))],
    ['servicediscovery:DiscoverInstances', () => cloudMap.send(new DiscoverInstancesCommand({ NamespaceName: namespace, ServiceName: proxy.discovery, MaxResults: 1 }))],
    ['application-autoscaling:DescribeScalableTargets', () => scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ResourceIds: [scalable.ResourceId] }))],
    ['application-autoscaling:DescribeScalingPolicies', () => scaling.send(new DescribeScalingPoliciesCommand(scalable))],
    ['cloudwatch:GetMetricData', () => cloudWatch.send(new GetMetricDataCommand({ MetricDataQueries, StartTime: new Date(now - 120_000), EndTime: new Date(now) }))],
  ];
  const changing: readonly [string, () => Promise<unknown>][] = [
    ['elasticloadbalancing:ModifyRule', () => elb.send(new ModifyRuleCommand({ RuleArn, Conditions: [{ Field: 'path-pattern', Values: ['/banyan-verify'] }] }))],
    ['elasticloadbalancing:DeleteRule', () => elb.send(new DeleteRuleCommand({ RuleArn }))],
    ['elasticloadbalancing:SetRulePriorities', () => elb.send(new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn, Priority: priorities.from }] }))],
    ['elasticloadbalancing:ModifyTargetGroup', () => elb.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckPath: '/' }))],
    ['elasticloadbalancing:ModifyTargetGroupAttributes', () => elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }] }))],
    ['ecs:UpdateService', () => ecs.send(new UpdateServiceCommand({ cluster, service: nobody }))],
    ['ecs:DeleteService', () => ecs.send(new DeleteServiceCommand({ cluster, service: nobody }))],
    ['servicediscovery:DeleteService', () => cloudMap.send(new DeleteNameCommand({ Id: 'srv-0000000000000000' }))],
    ['application-autoscaling:DeregisterScalableTarget', () => scaling.send(new DeregisterScalableTargetCommand(scalable))],
    ['application-autoscaling:DeleteScalingPolicy', () => scaling.send(new DeleteScalingPolicyCommand({ ...scalable, PolicyName: nobody }))],
  ];
  return [...reading.map(([action, call]) => ({ action, call })), ...changing.map(([action, call]) => ({ action, call, ofNothing: true as const }))];
}
