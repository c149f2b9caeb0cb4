import { NETWORK } from '../../network.ts';
import { checkStrategy } from '../clusters/capacity-providers.ts';
import { invalidParameter, platformUnknown } from '../errors.ts';
import type { Cluster } from '../state.ts';
import { type NetworkConfiguration, type Revision, runsOnFargate } from './revision.ts';

const PLATFORM_VERSIONS = ['LATEST', '1.4.0', '1.3.0'];

/** What services and RunTask check alike: where and on what network the task is to run. */
export function checkPlacement(revision: Revision, cluster: Cluster): void {
  const { taskDefinition, launchType, capacityProviderStrategy, platformVersion, networkConfiguration } = revision;
  if (launchType !== undefined && capacityProviderStrategy.length > 0) throw invalidParameter('Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.');
  checkStrategy(capacityProviderStrategy, cluster.settings);
  const onFargate = runsOnFargate(revision);
  if (onFargate && !taskDefinition.fitsFargate) throw invalidParameter('Task definition does not support launch_type FARGATE.');
  if (onFargate && !PLATFORM_VERSIONS.includes(platformVersion)) throw platformUnknown();
  if (!onFargate && platformVersion !== 'LATEST') throw invalidParameter('The platform version must be null when specifying an EC2 launch type.');
  const isAwsvpc = taskDefinition.registration.networkMode === 'awsvpc';
  if (isAwsvpc && networkConfiguration === undefined) throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  if (networkConfiguration !== undefined) checkNetwork(networkConfiguration, onFargate);
  if (!isAwsvpc && networkConfiguration !== undefined) throw invalidParameter('Network Configuration is not valid for the given networkMode of this task definition.');
}

function checkNetwork({ awsvpcConfiguration: { subnets, securityGroups, assignPublicIp } }: NetworkConfiguration, onFargate: boolean): void {
  const subnet = subnets.find((id) => !NETWORK.subnets.some((known) => known === id));
  if (subnet !== undefined) throw invalidParameter(`The subnet ID '${subnet}' does not exist`);
  const securityGroup = securityGroups.find((id) => !NETWORK.securityGroups.some((known) => known === id));
  if (securityGroup !== undefined) throw invalidParameter(`The security group '${securityGroup}' does not exist`);
  if (assignPublicIp === 'ENABLED' && !onFargate) throw invalidParameter('Assign public IP is not supported for this launch type.');
}

/** Fargate places tasks by itself. */
export function checkNoPlacementRules({ placementConstraints, placementStrategy }: { readonly placementConstraints: readonly unknown[]; readonly placementStrategy: readonly unknown[] }, revision: Revision): void {
  if (!runsOnFargate(revision)) return;
  if (placementStrategy.length > 0) throw invalidParameter('Placement strategies are not supported with FARGATE launch type.');
  if (placementConstraints.length > 0) throw invalidParameter('Placement constraints are not supported with FARGATE launch type.');
}
