import type { Row } from '../../row.ts';
import { aDate, arnOf, having } from '../expected.ts';
import { definition, register, ownDefinition } from './making.ts';

export const taskDefinitions: Readonly<Record<string, Row>> = {
  RegisterTaskDefinition: {
    given: ownDefinition('made'),
    input: definition('made', { tags: [{ key: 'team', value: 'shop' }] }),
    answer: {
      taskDefinition: { taskDefinitionArn: arnOf('ecs', 'task-definition/made:2$'), family: 'made', revision: 2, status: 'ACTIVE', cpu: '256', memory: '512', networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], registeredAt: aDate, containerDefinitions: [{ name: 'web', image: 'web:1', essential: true, portMappings: [{ containerPort: 8080, protocol: 'tcp' }] }] },
      tags: [{ key: 'team', value: 'shop' }],
    },
    refused: [
      { what: 'CPU and memory that Fargate does not pair', input: definition('refused', { cpu: '256', memory: '4096' }), code: 'ClientException' },
      { what: 'Fargate in another network than awsvpc', input: definition('refused', { networkMode: 'bridge' }), code: 'ClientException' },
      { what: 'a definition without containers', input: definition('refused', { containerDefinitions: [] }), code: 'ClientException' },
    ],
  },
  DescribeTaskDefinition: {
    input: { taskDefinition: 'scene', include: ['TAGS'] },
    answer: { taskDefinition: { family: 'scene', revision: 1, status: 'ACTIVE', compatibilities: having('FARGATE') }, tags: [] },
    refused: [{ what: 'a family that there is not', input: { taskDefinition: 'nobody' }, code: 'ClientException' }],
  },
  ListTaskDefinitions: { input: { familyPrefix: 'scene' }, answer: { taskDefinitionArns: [arnOf('ecs', 'task-definition/scene:1$')] } },
  ListTaskDefinitionFamilies: { input: { familyPrefix: 'sce' }, answer: { families: ['scene'] } },
  DeregisterTaskDefinition: {
    given: ownDefinition('deregistered'),
    input: { taskDefinition: 'deregistered:1' },
    answer: { taskDefinition: { family: 'deregistered', status: 'INACTIVE' } },
    refused: [{ what: 'one without its revision', input: { taskDefinition: 'deregistered' }, code: 'ClientException' }],
  },
  DeleteTaskDefinitions: {
    given: async (ask) => {
      const own = await register(ask, 'deleted');
      await ask('ecs', 'DeregisterTaskDefinition', { taskDefinition: own });
      return { own };
    },
    input: ({ own }) => ({ taskDefinitions: [own, 'scene:1'] }),
    answer: ({ own }) => ({ taskDefinitions: [{ taskDefinitionArn: own, status: 'DELETE_IN_PROGRESS' }], failures: [{ arn: arnOf('ecs', 'task-definition/scene:1$') }] }),
  },
};
