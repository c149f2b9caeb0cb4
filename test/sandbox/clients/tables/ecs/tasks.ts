import type { Row } from '../../row.ts';
import { aDate, arnOf, text } from '../expected.ts';
import { inNetwork, UNKNOWN, ownTask, serviceTask } from './making.ts';

export const tasks: Readonly<Record<string, Row>> = {
  RunTask: {
    input: ({ subnet }) => ({ cluster: 'scene', taskDefinition: 'scene', count: 2, startedBy: 'row', launchType: 'FARGATE', networkConfiguration: { awsvpcConfiguration: { subnets: [subnet] } } }),
    answer: { tasks: [1, 2].map(() => ({ taskArn: arnOf('ecs', 'task/scene/[0-9a-f]{32}$'), lastStatus: 'PROVISIONING', desiredStatus: 'RUNNING', startedBy: 'row', launchType: 'FARGATE', containers: [{ name: 'web', lastStatus: 'PENDING' }] })), failures: [] },
    afterwards: ['ListTasks', { cluster: 'scene', startedBy: 'row' }, { taskArns: [text, text] }],
    refused: [
      { what: 'eleven tasks', input: (ids) => ({ cluster: 'scene', taskDefinition: 'scene', count: 11, ...inNetwork(ids) }), code: 'InvalidParameterException' },
      { what: 'a definition that is not there', input: (ids) => ({ cluster: 'scene', taskDefinition: 'nobody', ...inNetwork(ids) }), code: 'ClientException' },
    ],
  },
  DescribeTasks: {
    given: ownTask,
    input: ({ own }) => ({ cluster: 'scene', tasks: [own, UNKNOWN] }),
    answer: ({ own }) => ({ tasks: [{ taskArn: own, clusterArn: arnOf('ecs', 'cluster/scene$'), attachments: [{ type: 'ElasticNetworkInterface' }], cpu: '256', memory: '512', createdAt: aDate }], failures: [{ arn: arnOf('ecs', `task/scene/${UNKNOWN}$`), reason: 'MISSING' }] }),
    refused: [{ what: 'a cluster that is not there', input: { cluster: 'nobody', tasks: [UNKNOWN] }, code: 'ClusterNotFoundException' }],
  },
  ListTasks: {
    given: serviceTask,
    input: { cluster: 'scene', serviceName: 'scene' },
    answer: ({ task }) => ({ taskArns: [task] }),
    refused: [{ what: 'a service that is not there', input: { cluster: 'scene', serviceName: 'nobody' }, code: 'ServiceNotFoundException' }],
  },
  StopTask: {
    given: ownTask,
    input: ({ own }) => ({ cluster: 'scene', task: own, reason: 'the row says so' }),
    answer: ({ own }) => ({ task: { taskArn: own, desiredStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: 'the row says so' } }),
    afterwards: ['DescribeTasks', ({ own }) => ({ cluster: 'scene', tasks: [own] }), { tasks: [{ lastStatus: 'STOPPED' }] }],
    refused: [{ what: 'a task that is not there', input: { cluster: 'scene', task: UNKNOWN }, code: 'InvalidParameterException' }],
  },
  UpdateTaskProtection: {
    given: serviceTask,
    input: ({ task }) => ({ cluster: 'scene', tasks: [task, UNKNOWN], protectionEnabled: true, expiresInMinutes: 10 }),
    answer: ({ task }) => ({ protectedTasks: [{ taskArn: task, protectionEnabled: true, expirationDate: aDate }], failures: [{ reason: 'MISSING' }] }),
    refused: [{ what: 'more than two days', input: ({ task }) => ({ cluster: 'scene', tasks: [task], protectionEnabled: true, expiresInMinutes: 2_881 }), code: 'InvalidParameterException' }],
  },
  GetTaskProtection: {
    given: serviceTask,
    input: ({ task }) => ({ cluster: 'scene', tasks: [task] }),
    answer: ({ task }) => ({ protectedTasks: [{ taskArn: task }], failures: [] }),
    refused: [{ what: 'a cluster that is not there', input: { cluster: 'nobody' }, code: 'ClusterNotFoundException' }],
  },
  ExecuteCommand: {
    given: serviceTask,
    refused: [
      { what: 'a task that was run without it', input: ({ task }) => ({ cluster: 'scene', task, command: 'ls', interactive: true }), code: 'InvalidParameterException' },
      { what: 'a task that is not there', input: { cluster: 'scene', task: UNKNOWN, command: 'ls', interactive: true }, code: 'InvalidParameterException' },
    ],
  },
};
