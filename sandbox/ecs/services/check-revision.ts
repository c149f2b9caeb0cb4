import type { InstanceRegistry } from '../../cloud-map/instance-registry.ts';
import type { TargetRegistry } from '../../elbv2/target-registry.ts';
import { clientException, invalidParameter } from '../errors.ts';
import type { Cluster } from '../state.ts';
import { portsOf } from '../task-definitions/container-definition.ts';
import { findContainer, type TaskDefinition } from '../task-definitions/task-definition.ts';
import { checkPlacement } from './check-placement.ts';
import type { Revision, ServiceRegistry } from './revision.ts';

/** The other services, as far as a revision may name parts of them. */
export interface Surroundings {
  readonly targets: TargetRegistry;
  readonly instances: InstanceRegistry;
}

/** Refuses what ECS would refuse, in its words, before anything is begun. */
export function checkRevision(revision: Revision, cluster: Cluster, { targets, instances }: Surroundings): void {
  const { taskDefinition } = revision;
  checkPlacement(revision, cluster);
  for (const { targetGroupArn, containerName, containerPort } of revision.loadBalancers) {
    checkTargetGroup(targetGroupArn, taskDefinition, targets);
    checkContainerPort(taskDefinition, containerName, containerPort);
  }
  for (const registry of revision.serviceRegistries) checkRegistry(registry, taskDefinition, instances);
}

function checkTargetGroup(arn: string, { registration: { networkMode } }: TaskDefinition, targets: TargetRegistry): void {
  const targetGroup = targets.targetGroup(arn);
  if (targetGroup === undefined) throw invalidParameter(`The specified target group does not exist: ${arn}`);
  if (targetGroup.loadBalancerArns.length === 0) throw invalidParameter(`The target group with targetGroupArn ${arn} does not have an associated load balancer.`);
  if (networkMode === 'awsvpc' && targetGroup.targetType !== 'ip') {
    throw invalidParameter(`The provided target group ${arn} has target type ${targetGroup.targetType}, which is incompatible with the awsvpc network mode specified in the task definition.`);
  }
}

function checkContainerPort(definition: TaskDefinition, name: string, port: number): void {
  const container = findContainer(definition, name);
  if (container === undefined) throw invalidParameter(`The container ${name} does not exist in the task definition.`);
  if (!portsOf(container).includes(port)) throw invalidParameter(`The container ${name} did not have a container port ${port} defined.`);
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
