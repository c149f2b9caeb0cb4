import type { Row } from '../../row.ts';
import { arnOf, having, lacking, text } from '../expected.ts';
import { ELB, gone, ownGroup } from './making.ts';

export const targetGroups: Readonly<Record<string, Row>> = {
  CreateTargetGroup: {
    input: ({ vpc }) => ({ Name: 'made', Protocol: 'HTTP', Port: 80, VpcId: vpc, TargetType: 'ip' }),
    answer: ({ vpc }) => ({
      TargetGroups: [
        { TargetGroupArn: arnOf(ELB, 'targetgroup/made/[0-9a-f]{16}$'), VpcId: vpc, TargetType: 'ip', ProtocolVersion: 'HTTP1', HealthCheckPath: '/', HealthCheckPort: 'traffic-port', HealthCheckIntervalSeconds: 30, HealthCheckTimeoutSeconds: 5, HealthyThresholdCount: 5, UnhealthyThresholdCount: 2, Matcher: { HttpCode: '200' } },
      ],
    }),
    refused: [
      { what: 'a name that is taken, with other settings', input: ({ vpc }) => ({ Name: 'scene', Protocol: 'HTTP', Port: 81, VpcId: vpc, TargetType: 'ip' }), code: 'DuplicateTargetGroupName' },
      { what: 'a name of 33 characters', input: ({ vpc }) => ({ Name: 'n'.repeat(33), Protocol: 'HTTP', Port: 80, VpcId: vpc, TargetType: 'ip' }), code: 'ValidationError' },
    ],
  },
  DescribeTargetGroups: {
    input: { Names: ['scene'] },
    answer: ({ balancer, group }) => ({ TargetGroups: [{ TargetGroupArn: group, TargetGroupName: 'scene', LoadBalancerArns: [balancer] }] }),
    refused: [{ what: 'an ARN that nothing has', input: { TargetGroupArns: [gone('targetgroup/gone')] }, code: 'TargetGroupNotFound' }],
  },
  ModifyTargetGroup: {
    given: ownGroup('modified'),
    input: ({ own }) => ({ TargetGroupArn: own, HealthCheckPath: '/healthz', Matcher: { HttpCode: '200-299' } }),
    answer: { TargetGroups: [{ HealthCheckPath: '/healthz', Matcher: { HttpCode: '200-299' }, HealthCheckIntervalSeconds: 30 }] },
    refused: [{ what: 'a group that is not there', input: { TargetGroupArn: gone('targetgroup/gone'), HealthCheckPath: '/' }, code: 'TargetGroupNotFound' }],
  },
  DeleteTargetGroup: {
    given: ownGroup('to-delete'),
    input: ({ own }) => ({ TargetGroupArn: own }),
    answer: {},
    afterwards: ['DescribeTargetGroups', {}, { TargetGroups: lacking('TargetGroupName', 'to-delete') }],
    refused: [{ what: 'one that a listener uses', input: ({ group }) => ({ TargetGroupArn: group }), code: 'ResourceInUse' }],
  },
  DescribeTargetGroupAttributes: {
    input: ({ group }) => ({ TargetGroupArn: group }),
    answer: { Attributes: having({ Key: 'deregistration_delay.timeout_seconds', Value: '300' }, { Key: 'stickiness.enabled', Value: 'false' }, { Key: 'load_balancing.algorithm.type', Value: 'round_robin' }) },
    refused: [{ what: 'a group that is not there', input: { TargetGroupArn: gone('targetgroup/gone') }, code: 'TargetGroupNotFound' }],
  },
  ModifyTargetGroupAttributes: {
    given: ownGroup('attributes'),
    input: ({ own }) => ({ TargetGroupArn: own, Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '3600' }] }),
    answer: { Attributes: having({ Key: 'deregistration_delay.timeout_seconds', Value: '3600' }, { Key: 'stickiness.enabled', Value: 'false' }) },
    refused: [{ what: 'an attribute that there is not', input: ({ own }) => ({ TargetGroupArn: own, Attributes: [{ Key: 'no.such', Value: 'true' }] }), code: 'ValidationError' }],
  },
  RegisterTargets: {
    given: ownGroup('registered'),
    input: ({ own }) => ({ TargetGroupArn: own, Targets: [{ Id: '127.0.0.1', Port: 3001 }, { Id: '127.0.0.1', Port: 3002 }] }),
    answer: {},
    afterwards: [
      'DescribeTargetHealth',
      ({ own }) => ({ TargetGroupArn: own }),
      { TargetHealthDescriptions: [3001, 3002].map((Port) => ({ Target: { Id: '127.0.0.1', Port }, HealthCheckPort: String(Port), TargetHealth: { State: 'unused', Reason: 'Target.NotInUse' } })) },
    ],
    refused: [{ what: 'an address of the internet', input: ({ own }) => ({ TargetGroupArn: own, Targets: [{ Id: '8.8.8.8' }] }), code: 'InvalidTarget' }],
  },
  DeregisterTargets: {
    given: ownGroup('deregistered'),
    // It was never there.
    input: ({ own }) => ({ TargetGroupArn: own, Targets: [{ Id: '127.0.0.9', Port: 80 }] }),
    answer: {},
    refused: [{ what: 'a group that is not there', input: { TargetGroupArn: gone('targetgroup/gone'), Targets: [{ Id: '127.0.0.9' }] }, code: 'TargetGroupNotFound' }],
  },
  DescribeTargetHealth: {
    input: ({ group }) => ({ TargetGroupArn: group, Targets: [{ Id: '127.0.0.9', Port: 80 }] }),
    answer: { TargetHealthDescriptions: [{ Target: { Id: '127.0.0.9', Port: 80 }, TargetHealth: { State: 'unused', Reason: 'Target.NotRegistered', Description: text } }] },
    refused: [{ what: 'a group that is not there', input: { TargetGroupArn: gone('targetgroup/gone') }, code: 'TargetGroupNotFound' }],
  },
};
