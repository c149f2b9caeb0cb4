import type { Row } from '../../row.ts';
import { aDate, arnOf, having, lackingText, text } from '../expected.ts';
import { untilNamespace } from '../waiting.ts';
import { CONTAINER, definition, service, NOWHERE, ownService, deployed } from './making.ts';

export const services: Readonly<Record<string, Row>> = {
  CreateService: {
    given: async (ask, { vpc }) => ({ alone: await ask('elasticloadbalancing', 'CreateTargetGroup', { Name: 'alone', Protocol: 'HTTP', Port: 80, VpcId: vpc, TargetType: 'ip' }, 'TargetGroups.0.TargetGroupArn') }),
    input: (ids) => service(ids, 'made', 0, { loadBalancers: [{ targetGroupArn: ids['group'], containerName: 'web', containerPort: 8080 }], healthCheckGracePeriodSeconds: 30, deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 200, deploymentCircuitBreaker: { enable: true, rollback: true } } }),
    answer: ({ group }) => ({
      service: { serviceArn: arnOf('ecs', 'service/scene/made$'), status: 'ACTIVE', desiredCount: 0, taskDefinition: arnOf('ecs', 'task-definition/scene:1$'), healthCheckGracePeriodSeconds: 30, loadBalancers: [{ targetGroupArn: group }], deploymentConfiguration: { minimumHealthyPercent: 50, deploymentCircuitBreaker: { enable: true, rollback: true } }, deployments: [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' }], createdAt: aDate },
    }),
    refused: [
      { what: 'a target group that no load balancer uses', input: (ids) => service(ids, 'refused', 0, { loadBalancers: [{ targetGroupArn: ids['alone'], containerName: 'web', containerPort: 8080 }] }), code: 'InvalidParameterException' },
      { what: 'a port that the container does not have', input: (ids) => service(ids, 'refused', 0, { loadBalancers: [{ targetGroupArn: ids['group'], containerName: 'web', containerPort: 9 }] }), code: 'InvalidParameterException' },
      { what: 'awsvpc without a network', input: { cluster: 'scene', serviceName: 'refused', taskDefinition: 'scene', desiredCount: 0, launchType: 'FARGATE' }, code: 'InvalidParameterException' },
      { what: 'a name that is taken, with other settings', input: (ids) => service(ids, 'scene', 5), code: 'InvalidParameterException' },
      { what: 'a cluster that is not there', input: (ids) => service(ids, 'refused', 0, { cluster: 'nobody' }), code: 'ClusterNotFoundException' },
    ],
  },
  DescribeServices: {
    input: { cluster: 'scene', services: ['scene', 'nobody'] },
    answer: { services: [{ serviceName: 'scene', status: 'ACTIVE', launchType: 'FARGATE', platformVersion: text, schedulingStrategy: 'REPLICA' }], failures: [{ arn: arnOf('ecs', 'service/scene/nobody$'), reason: 'MISSING' }] },
    refused: [
      { what: 'eleven names', input: { cluster: 'scene', services: Array.from({ length: 11 }, (_, i) => `s${i}`) }, code: 'InvalidParameterException' },
      { what: 'a cluster that is not there', input: { cluster: 'nobody', services: ['scene'] }, code: 'ClusterNotFoundException' },
    ],
  },
  ListServices: {
    input: { cluster: 'scene', maxResults: 100 },
    answer: { serviceArns: having(arnOf('ecs', 'service/scene/scene$')) },
    refused: [{ what: 'a cluster that is not there', input: { cluster: 'nobody' }, code: 'ClusterNotFoundException' }],
  },
  ListServicesByNamespace: {
    given: async (ask) => {
      const operation = await ask('servicediscovery', 'CreateHttpNamespace', { Name: 'by-namespace' }, 'OperationId');
      await untilNamespace(ask, operation);
      return {};
    },
    input: { namespace: 'by-namespace' },
    answer: { serviceArns: [] },
    refused: [{ what: 'a namespace that is not there', input: { namespace: 'nobody' }, code: 'NamespaceNotFoundException' }],
  },
  UpdateService: {
    given: ownService('updated'),
    input: { cluster: 'scene', service: 'updated', healthCheckGracePeriodSeconds: 0, forceNewDeployment: true },
    answer: { service: { serviceName: 'updated', deployments: having({ status: 'PRIMARY' }, { status: 'ACTIVE' }) } },
    refused: [
      { what: 'a service that is not there', input: { cluster: 'scene', service: 'nobody', desiredCount: 1 }, code: 'ServiceNotFoundException' },
      { what: 'a definition that is not there', input: { cluster: 'scene', service: 'updated', taskDefinition: 'nobody' }, code: 'ClientException' },
    ],
  },
  DeleteService: {
    given: ownService('to-delete'),
    input: { cluster: 'scene', service: 'to-delete' },
    answer: { service: { serviceName: 'to-delete', status: 'DRAINING' } },
    afterwards: ['ListServices', { cluster: 'scene', maxResults: 100 }, { serviceArns: lackingText('to-delete') }],
    refused: [
      { what: 'one that is scaled above 0', input: { cluster: 'scene', service: 'scene' }, code: 'InvalidParameterException' },
      { what: 'one that is not there', input: { cluster: 'scene', service: 'nobody' }, code: 'ServiceNotFoundException' },
    ],
  },
  ListServiceDeployments: {
    given: deployed('listed'),
    input: { cluster: 'scene', service: 'listed' },
    answer: ({ own }) => ({ serviceDeployments: [{ serviceDeploymentArn: arnOf('ecs', 'service-deployment/scene/listed/'), serviceArn: own, targetServiceRevisionArn: arnOf('ecs', 'service-revision/scene/listed/'), createdAt: aDate }] }),
    refused: [{ what: 'a service that is not there', input: { cluster: 'scene', service: 'nobody' }, code: 'ServiceNotFoundException' }],
  },
  DescribeServiceDeployments: {
    given: deployed('described'),
    input: ({ deployment }) => ({ serviceDeploymentArns: [deployment] }),
    answer: ({ deployment, own }) => ({ serviceDeployments: [{ serviceDeploymentArn: deployment, serviceArn: own, targetServiceRevision: { arn: arnOf('ecs', 'service-revision/scene/described/') }, deploymentConfiguration: { maximumPercent: 200 } }], failures: [] }),
    refused: [{ what: 'what is no ARN', input: { serviceDeploymentArns: ['nobody'] }, code: 'InvalidParameterException' }],
  },
  DescribeServiceRevisions: {
    given: async (ask, ids) => {
      const { deployment } = await deployed('revised')(ask, ids);
      return { revision: await ask('ecs', 'DescribeServiceDeployments', { serviceDeploymentArns: [deployment] }, 'serviceDeployments.0.targetServiceRevision.arn') };
    },
    input: ({ revision }) => ({ serviceRevisionArns: [revision] }),
    answer: ({ revision }) => ({ serviceRevisions: [{ serviceRevisionArn: revision, taskDefinition: arnOf('ecs', 'task-definition/scene:1$'), launchType: 'FARGATE', containerImages: [{ containerName: 'web', image: 'web:1' }] }], failures: [] }),
    refused: [{ what: 'what is no ARN', input: { serviceRevisionArns: ['nobody'] }, code: 'InvalidParameterException' }],
  },
  StopServiceDeployment: {
    // It never completes: no task of it can start.
    given: async (ask, ids) => {
      await ask('ecs', 'RegisterTaskDefinition', definition('imageless', { containerDefinitions: [{ ...CONTAINER, image: 'nobody/has-this:1' }] }));
      await ask('ecs', 'CreateService', service(ids, 'stopped', 1, { taskDefinition: 'imageless' }));
      return { deployment: await ask('ecs', 'ListServiceDeployments', { cluster: 'scene', service: 'stopped' }, 'serviceDeployments.0.serviceDeploymentArn') };
    },
    input: ({ deployment }) => ({ serviceDeploymentArn: deployment, stopType: 'ROLLBACK' }),
    answer: ({ deployment }) => ({ serviceDeploymentArn: deployment }),
    refused: [{ what: 'a deployment that is not there', input: { serviceDeploymentArn: `${NOWHERE}:service-deployment/scene/scene/abcdefghijklmnopqrstu` }, code: 'ServiceDeploymentNotFoundException' }],
  },
};
