import type { Ask, Ids, Input, Row, ServiceTable } from '../row.ts';
import { aDate, arnOf, lacking, like, text } from './expected.ts';

const SCALING = 'application-autoscaling';
const triple = (name: string) => ({ ServiceNamespace: 'ecs', ResourceId: `service/scaled/${name}`, ScalableDimension: 'ecs:service:DesiredCount' });
const CPU = { TargetValue: 50, PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' }, ScaleOutCooldown: 60 };
const policy = (name: string, PolicyName: string, changes: object = {}) => ({ ...triple(name), PolicyName, PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: { ...CPU, ...changes } });
const schedule = (name: string, ScheduledActionName: string) => ({ ...triple(name), ScheduledActionName, Schedule: 'cron(0 8 * * ? *)', ScalableTargetAction: { MinCapacity: 2, MaxCapacity: 6 } });
const GONE = 'arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target/0123456789abcdef0123456789abcd';

/** A service of ECS that nothing scales yet. */
const unscaled = (serviceName: string) => async (ask: Ask, { subnet, securityGroup }: Ids) => {
  await ask('ecs', 'CreateService', { cluster: 'scaled', serviceName, taskDefinition: 'scaled', desiredCount: 0, launchType: 'FARGATE', networkConfiguration: { awsvpcConfiguration: { subnets: [subnet], securityGroups: [securityGroup] } } });
  return {};
};
const target = (name: string, more: object = {}) => async (ask: Ask, ids: Ids) => {
  await unscaled(name)(ask, ids);
  return { own: await ask(SCALING, 'RegisterScalableTarget', { ...triple(name), MinCapacity: 0, MaxCapacity: 4, ...more }, 'ScalableTargetARN') };
};

const targets: Readonly<Record<string, Row>> = {
  RegisterScalableTarget: {
    given: unscaled('registered'),
    input: { ...triple('registered'), MinCapacity: 0, MaxCapacity: 10, SuspendedState: { DynamicScalingInSuspended: true } },
    answer: { ScalableTargetARN: arnOf(SCALING, 'scalable-target/') },
    afterwards: ['DescribeScalableTargets', described('registered'), { ScalableTargets: [{ MinCapacity: 0, MaxCapacity: 10, SuspendedState: { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: false } }] }],
    refused: [
      { what: 'a new one without its bounds', input: triple('scene-two'), code: 'ValidationException' },
      { what: 'a minimum over the maximum', input: { ...triple('registered'), MinCapacity: 11, MaxCapacity: 10 }, code: 'ValidationException' },
      { what: 'a service that is not there', input: { ...triple('nobody'), MinCapacity: 0, MaxCapacity: 1 }, code: 'ValidationException' },
    ],
  },
  DescribeScalableTargets: {
    input: described('scene'),
    answer: ({ target }) => ({ ScalableTargets: [{ ...triple('scene'), ScalableTargetARN: target, MinCapacity: 1, MaxCapacity: 4, RoleARN: arnOf('iam', 'role/'), CreationTime: aDate }] }),
    refused: [{ what: 'a token that nobody gave', input: { ServiceNamespace: 'ecs', NextToken: 'nothing!' }, code: 'InvalidNextTokenException' }],
  },
  DeregisterScalableTarget: {
    given: async (ask, ids) => {
      const made = await target('deregistered')(ask, ids);
      await ask(SCALING, 'PutScalingPolicy', policy('deregistered', 'goes-too'));
      return made;
    },
    input: triple('deregistered'),
    answer: {},
    afterwards: ['DescribeScalingPolicies', { ServiceNamespace: 'ecs', ResourceId: 'service/scaled/deregistered' }, { ScalingPolicies: [] }],
    refused: [{ what: 'one that is not there', input: triple('nobody'), code: 'ObjectNotFoundException' }],
  },
  DescribeScalingActivities: {
    // The service runs none, and must run one.
    input: { ServiceNamespace: 'ecs', ResourceId: 'service/scaled/scene' },
    answer: { ScalingActivities: [{ ActivityId: text, ...triple('scene'), Description: text, Cause: text, StatusCode: like(/^(InProgress|Successful)$/), StartTime: aDate }] },
    refused: [{ what: 'a token that nobody gave', input: { ServiceNamespace: 'ecs', NextToken: 'nothing!' }, code: 'InvalidNextTokenException' }],
  },
};

const policies: Readonly<Record<string, Row>> = {
  PutScalingPolicy: {
    given: target('policy'),
    input: policy('policy', 'cpu'),
    answer: { PolicyARN: arnOf('autoscaling', 'scalingPolicy:.*:policyName/cpu$'), Alarms: [{ AlarmName: like(/^TargetTracking-service\/scaled\/policy-AlarmHigh-/), AlarmARN: text }, { AlarmName: like(/^TargetTracking-service\/scaled\/policy-AlarmLow-/) }] },
    refused: [
      { what: 'a target that is not there', input: policy('nobody', 'cpu'), code: 'ObjectNotFoundException' },
      { what: 'a target value of 0', input: policy('policy', 'cpu', { TargetValue: 0 }), code: 'ValidationException' },
      { what: 'a request count without its label', input: policy('policy', 'requests', { PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget' } }), code: 'ValidationException' },
    ],
  },
  DescribeScalingPolicies: {
    input: { ServiceNamespace: 'ecs', ResourceId: 'service/scaled/scene' },
    answer: { ScalingPolicies: [{ PolicyName: 'cpu', PolicyType: 'TargetTrackingScaling', ...triple('scene'), TargetTrackingScalingPolicyConfiguration: CPU, Alarms: [{ AlarmARN: text }, { AlarmARN: text }], CreationTime: aDate }] },
    refused: [{ what: 'a token that nobody gave', input: { ServiceNamespace: 'ecs', NextToken: 'nothing!' }, code: 'InvalidNextTokenException' }],
  },
  DeleteScalingPolicy: {
    given: async (ask, ids) => {
      const made = await target('policy-less')(ask, ids);
      await ask(SCALING, 'PutScalingPolicy', policy('policy-less', 'cpu'));
      return made;
    },
    input: { ...triple('policy-less'), PolicyName: 'cpu' },
    answer: {},
    afterwards: ['DescribeScalingPolicies', { ServiceNamespace: 'ecs', ResourceId: 'service/scaled/policy-less' }, { ScalingPolicies: [] }],
    refused: [{ what: 'one that is not there', input: { ...triple('scene'), PolicyName: 'nobody' }, code: 'ObjectNotFoundException' }],
  },
  PutScheduledAction: {
    given: target('scheduled'),
    input: schedule('scheduled', 'morning'),
    answer: {},
    afterwards: ['DescribeScheduledActions', { ServiceNamespace: 'ecs', ResourceId: 'service/scaled/scheduled' }, { ScheduledActions: [{ ScheduledActionName: 'morning', ScheduledActionARN: text, Schedule: 'cron(0 8 * * ? *)', ScalableTargetAction: { MinCapacity: 2, MaxCapacity: 6 } }] }],
    refused: [
      { what: 'a target that is not there', input: schedule('nobody', 'morning'), code: 'ObjectNotFoundException' },
      { what: 'a schedule that is none', input: { ...schedule('scheduled', 'morning'), Schedule: 'daily' }, code: 'ValidationException' },
    ],
  },
  DescribeScheduledActions: {
    input: { ServiceNamespace: 'ecs', ResourceId: 'service/scaled/scene' },
    answer: { ScheduledActions: [{ ScheduledActionName: 'morning', ...triple('scene'), CreationTime: aDate }] },
    refused: [{ what: 'a token that nobody gave', input: { ServiceNamespace: 'ecs', NextToken: 'nothing!' }, code: 'InvalidNextTokenException' }],
  },
  DeleteScheduledAction: {
    given: async (ask, ids) => {
      const made = await target('unscheduled')(ask, ids);
      await ask(SCALING, 'PutScheduledAction', schedule('unscheduled', 'morning'));
      return made;
    },
    input: { ...triple('unscheduled'), ScheduledActionName: 'morning' },
    answer: {},
    afterwards: ['DescribeScheduledActions', { ServiceNamespace: 'ecs' }, { ScheduledActions: lacking('ResourceId', 'service/scaled/unscheduled') }],
    refused: [{ what: 'one that is not there', input: { ...triple('scene'), ScheduledActionName: 'nobody' }, code: 'ObjectNotFoundException' }],
  },
};

const tagging: Readonly<Record<string, Row>> = {
  TagResource: {
    given: target('tagged'),
    input: ({ own }) => ({ ResourceARN: own, Tags: { team: 'shop' } }),
    answer: {},
    afterwards: ['ListTagsForResource', ({ own }) => ({ ResourceARN: own }), { Tags: { team: 'shop' } }],
    refused: [
      { what: 'what is not there', input: { ResourceARN: GONE, Tags: { team: 'shop' } }, code: 'ResourceNotFoundException' },
      { what: 'the fifty-first tag', input: ({ own }) => ({ ResourceARN: own, Tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, ''])) }), code: 'TooManyTagsException' },
    ],
  },
  ListTagsForResource: {
    input: ({ target }) => ({ ResourceARN: target }),
    answer: { Tags: {} },
    refused: [{ what: 'what is not there', input: { ResourceARN: GONE }, code: 'ResourceNotFoundException' }],
  },
  UntagResource: {
    given: target('untagged', { Tags: { a: '1', b: '2' } }),
    input: ({ own }) => ({ ResourceARN: own, TagKeys: ['a'] }),
    answer: {},
    afterwards: ['ListTagsForResource', ({ own }) => ({ ResourceARN: own }), { Tags: { b: '2' } }],
    refused: [{ what: 'what is not there', input: { ResourceARN: GONE, TagKeys: ['a'] }, code: 'ResourceNotFoundException' }],
  },
};

export const AUTOSCALING: ServiceTable = {
  service: SCALING,
  scene: async (ask, { subnets: [subnet], securityGroup }) => {
    await ask('ecs', 'CreateCluster', { clusterName: 'scaled' });
    await ask('ecs', 'RegisterTaskDefinition', { family: 'scaled', networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '512', containerDefinitions: [{ name: 'web', image: 'web:1', stopTimeout: 2 }] });
    await unscaled('scene-two')(ask, { subnet, securityGroup });
    const { own } = await target('scene', { MinCapacity: 1 })(ask, { subnet, securityGroup });
    await ask(SCALING, 'PutScalingPolicy', policy('scene', 'cpu'));
    await ask(SCALING, 'PutScheduledAction', schedule('scene', 'morning'));
    return { subnet, securityGroup, target: own };
  },
  rows: { ...targets, ...policies, ...tagging },
};

function described(name: string): Input {
  return { ServiceNamespace: 'ecs', ResourceIds: [`service/scaled/${name}`] };
}
