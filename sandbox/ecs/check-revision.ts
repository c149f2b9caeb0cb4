import type { InstanceRegistry } from '../cloud-map/instance-registry.ts';
import type { TargetRegistry } from '../elbv2/target-registry.ts';
import { NETWORK } from '../network.ts';
import { clientException, invalidParameter } from './errors.ts';
import { runsOnFargate, type Revision, type ServiceRegistry } from './state.ts';
import { findContainer, type TaskDefinition } from './task-definition.ts';

/** The other services, as far as a revision may name parts of them. */
export interface Surroundings {
  readonly targets: TargetRegistry;
  readonly instances: InstanceRegistry;
}

/** Refuses what ECS would refuse, in its words, before anything is begun. */
export function checkRevision(revision: Revision, { targets, instances }: Surroundings): void {
  const { taskDefinition } = revision;
  checkPlacement(revision);
  for (const { targetGroupArn, containerName, containerPort } of revision.loadBalancers) {
    const targetGroup = targets.targetGroup(targetGroupArn);
    if (targetGroup === undefined) throw invalidParameter(`The specified target group does not exist: ${targetGroupArn}`);
    if (targetGroup.loadBalancerArns.length === 0) throw invalidParameter(`The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`);
    checkContainerPort(taskDefinition, containerName, containerPort);
  }
  for (const registry of revision.serviceRegistries) checkRegistry(registry, taskDefinition, instances);
}

/** What RunTask checks too: where and on what network the task is to run. */
export function checkPlacement(revision: Revision): void {
  const { taskDefinition, launchType, capacityProviderStrategy, networkConfiguration } = revision;
  if (launchType !== undefined && capacityProviderStrategy.length > 0) throw invalidParameter('Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.');
  if (runsOnFargate(revision) && !taskDefinition.fitsFargate) throw invalidParameter('Task definition does not support launch_type FARGATE.');
  const isAwsvpc = taskDefinition.registration.networkMode === 'awsvpc';
  if (isAwsvpc && networkConfiguration === undefined) throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  const { subnets, securityGroups } = networkConfiguration?.awsvpcConfiguration ?? { subnets: [], securityGroups: [] };
  const subnet = subnets.find((id) => !NETWORK.subnets.some((known) => known === id));
  if (subnet !== undefined) throw invalidParameter(`The subnet ID '${subnet}' does not exist`);
  const securityGroup = securityGroups.find((id) => !NETWORK.securityGroups.some((known) => known === id));
  if (securityGroup !== undefined) throw invalidParameter(`The security group '${securityGroup}' does not exist`);
  if (!isAwsvpc && networkConfiguration !== undefined) throw invalidParameter('Network Configuration is not valid for the given networkMode of this task definition.');
}

function checkContainerPort(definition: TaskDefinition, name: string, port: number): void {
  const container = findContainer(definition, name);
  if (container === undefined) throw invalidParameter(`The container ${name} does not exist in the task definition.`);
  if (!container.portMappings.some(({ containerPort }) => containerPort === port)) throw invalidParameter(`The container ${name} did not have a container port ${port} defined.`);
}

function checkRegistry({ registryArn, port, containerName, containerPort }: ServiceRegistry, definition: TaskDefinition, instances: InstanceRegistry): void {
  if (!/^arn:aws[\w-]*:servicediscovery:[^:]+:\d{12}:service\/srv-\w+$/.test(registryArn)) throw invalidParameter(`The format of the supplied service registry ARN is invalid: ${registryArn}`);
  const service = instances.service(registryArn);
  if (service === undefined) throw clientException(`The service registry does not exist: ${registryArn}`);
  if (service.needsPort && port === undefined && (containerName === undefined || containerPort === undefined)) {
    throw invalidParameter('The service registry has SRV records: a port, or a container name and a container port, must be specified.');
  }
  // A records of awsvpc tasks need no port, and ECS insists on that.
  if (!service.needsPort && port !== undefined) throw invalidParameter('A port was provided but is not required by the specified service registry.');
  if (!service.needsPort && (containerName ?? containerPort) !== undefined) {
    throw invalidParameter(`The values specified for serviceRegistries do not require a value for '${containerName === undefined ? 'containerPort' : 'containerName'}'. Remove the value and retry.`);
  }
  if (containerName !== undefined && containerPort !== undefined) checkContainerPort(definition, containerName, containerPort);
}
