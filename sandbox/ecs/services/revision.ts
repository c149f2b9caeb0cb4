import type { TaskDefinition } from '../task-definitions/task-definition.ts';

/** What a deployment brings out. A change of it starts a new deployment. */
export interface Revision {
  readonly taskDefinition: TaskDefinition;
  readonly launchType: 'EC2' | 'FARGATE' | 'EXTERNAL' | undefined;
  readonly capacityProviderStrategy: readonly StrategyItem[];
  readonly platformVersion: string;
  readonly networkConfiguration: NetworkConfiguration | undefined;
  readonly loadBalancers: readonly { readonly targetGroupArn: string; readonly containerName: string; readonly containerPort: number }[];
  readonly serviceRegistries: readonly ServiceRegistry[];
}

/** A revision as it was first deployed: DescribeServiceRevisions knows it by its ARN. */
export interface ServiceRevision extends Revision {
  readonly arn: string;
  readonly createdAt: Date;
}

export interface NetworkConfiguration {
  readonly awsvpcConfiguration: { readonly subnets: readonly string[]; readonly securityGroups: readonly string[]; readonly assignPublicIp: 'ENABLED' | 'DISABLED' };
}

export interface ServiceRegistry {
  readonly registryArn: string;
  readonly port?: number | undefined;
  readonly containerName?: string | undefined;
  readonly containerPort?: number | undefined;
}

/** Whether tasks of that revision run on Fargate: the sandbox has no container instances, so others are never placed. */
export function runsOnFargate({ launchType, capacityProviderStrategy }: Pick<Revision, 'launchType' | 'capacityProviderStrategy'>): boolean {
  return launchType === 'FARGATE' || capacityProviderStrategy.length > 0;
}

export interface StrategyItem {
  readonly capacityProvider: string;
  readonly base: number;
  readonly weight: number;
}
