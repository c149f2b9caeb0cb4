import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type Deployment,
  type ECSClient,
  type RegisterTaskDefinitionCommandInput,
  type Service,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { Config } from '../../../domain/config.ts';
import { BanyanError, messageOf } from '../../../domain/errors.ts';
import type { Rollout } from '../../ports/container-service.ts';
import { awsCode, foreign } from './aws-errors.ts';
import { bears, fromTagList, ownTags, TAG, type Tags } from './tags.ts';

/** A task definition and the tags of its revision. */
export interface DescribedDefinition {
  readonly definition: TaskDefinition & { readonly taskDefinitionArn: string };
  readonly tags: Tags;
}

/** The services of those names that ECS still tells of, deleted ones (INACTIVE) and such as are being deleted (DRAINING) among them. */
export async function describeServices(ecs: ECSClient, cluster: string, names: readonly string[]): Promise<ReadonlyMap<string, Service>> {
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [...names], include: ['TAGS'] }));
  return new Map((services ?? []).map((service) => [service.serviceName ?? '', service]));
}

/** A revision, or the newest one of a family; `undefined` where there is none. */
export async function describeDefinition(ecs: ECSClient, taskDefinition: string): Promise<DescribedDefinition | undefined> {
  try {
    const { taskDefinition: definition, tags } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }));
    if (!definition?.taskDefinitionArn) return undefined;
    return { definition: { ...definition, taskDefinitionArn: definition.taskDefinitionArn }, tags: fromTagList(tags) };
  } catch (error) {
    // ECS has no code of its own for it.
    if (awsCode(error) === 'Client' && messageOf(error).includes('Unable to describe task definition')) return undefined;
    throw error;
  }
}

/** What a revision says it was made from; empty where its roles are not those of the configuration, for then it was made from something else. */
export function fingerprintOf(described: DescribedDefinition | undefined, { executionRole, taskRole }: Config['aws']): string {
  const sameRoles = (described?.definition.executionRoleArn ?? undefined) === executionRole && (described?.definition.taskRoleArn ?? undefined) === taskRole;
  return (sameRoles && described?.tags[TAG.fingerprint]) || '';
}

/** The service where it lives and is the group's; one that is not the group's is refused, one that is deleted or about to be is none. */
export function ownService(service: Service | undefined, group: string): Service | undefined {
  if (service?.status !== 'ACTIVE') return undefined;
  if (!bears(fromTagList(service.tags), ownTags(group, 'candidate'))) throw foreign(`ECS service "${service.serviceName}"`, group);
  return service;
}

/** ARN of the revision that is `made` of it already, or that ECS makes of it now; one whose answer was lost is looked for, for asked again ECS would make a second one. */
export async function register(ecs: ECSClient, input: RegisterTaskDefinitionCommandInput, made: () => Promise<string | undefined>): Promise<string> {
  const earlier = await made();
  if (earlier !== undefined) return earlier;
  try {
    return await registerOnce(ecs, input);
  } catch (error) {
    if (!(error instanceof BanyanError && error.code === 'AWS_UNREACHABLE')) throw error;
    return (await made()) ?? registerOnce(ecs, input);
  }
}

async function registerOnce(ecs: ECSClient, input: RegisterTaskDefinitionCommandInput): Promise<string> {
  const { taskDefinition } = await ecs.send(new RegisterTaskDefinitionCommand(input));
  if (!taskDefinition?.taskDefinitionArn) throw new BanyanError('AWS_REFUSED', `ECS registered a revision of "${input.family}" and did not say which.`);
  return taskDefinition.taskDefinitionArn;
}

/** Complete: the latest revision, and nothing else, runs as many tasks as it should. */
export function rolloutOf(service: Service): Rollout {
  const { deployments = [] } = service;
  const latest = newest(service);
  if (latest?.rolloutState === 'FAILED') return 'failed';
  const done = latest !== undefined && deployments.length === 1 && latest.rolloutState !== 'IN_PROGRESS' && (latest.runningCount ?? 0) >= (latest.desiredCount ?? 0);
  return done ? 'complete' : 'in-progress';
}

/** The deployment that tasks are started by from now on. */
export function newest({ deployments }: Service): Deployment | undefined {
  return deployments?.find(({ status }) => status === 'PRIMARY');
}
