import type { Ask, Ids } from '../../row.ts';
import { untilText } from '../waiting.ts';

const FARGATE = { networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '512' };
export const CONTAINER = { name: 'web', image: 'web:1', portMappings: [{ containerPort: 8080 }], stopTimeout: 2 };
export const definition = (family: string, changes: object = {}) => ({ family, ...FARGATE, containerDefinitions: [CONTAINER], ...changes });
export const inNetwork = ({ subnet, securityGroup }: Ids) => ({ launchType: 'FARGATE', networkConfiguration: { awsvpcConfiguration: { subnets: [subnet], securityGroups: [securityGroup] } } });
export const service = (ids: Ids, serviceName: string, desiredCount = 0, changes: object = {}) => ({ cluster: 'scene', serviceName, taskDefinition: 'scene', desiredCount, ...inNetwork(ids), ...changes });
export const NOWHERE = 'arn:aws:ecs:us-east-1:000000000000';
export const UNKNOWN = 'f'.repeat(32);

export const register = (ask: Ask, family: string) => ask('ecs', 'RegisterTaskDefinition', definition(family), 'taskDefinition.taskDefinitionArn');
export const ownDefinition = (family: string) => async (ask: Ask) => ({ own: await register(ask, family) });
export const ownCluster = (clusterName: string) => async (ask: Ask) => ({ own: await ask('ecs', 'CreateCluster', { clusterName }, 'cluster.clusterArn') });
export const ownService = (name: string, desiredCount = 0) => async (ask: Ask, ids: Ids) => ({ own: await ask('ecs', 'CreateService', service(ids, name, desiredCount), 'service.serviceArn') });
export const ownTask = async (ask: Ask, ids: Ids) => ({ own: await ask('ecs', 'RunTask', { cluster: 'scene', taskDefinition: 'scene', ...inNetwork(ids) }, 'tasks.0.taskArn') });
/** The task of the scene's service. */
export const serviceTask = async (ask: Ask) => ({ task: await untilText(() => ask('ecs', 'ListTasks', { cluster: 'scene', serviceName: 'scene' }, 'taskArns.0')) });
/** A service and the ARN of its first deployment. */
export const deployed = (name: string) => async (ask: Ask, ids: Ids) => {
  const { own } = await ownService(name)(ask, ids);
  return { own, deployment: await ask('ecs', 'ListServiceDeployments', { cluster: 'scene', service: name }, 'serviceDeployments.0.serviceDeploymentArn') };
};
