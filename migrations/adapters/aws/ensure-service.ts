import { createHash } from 'node:crypto';
import { CreateServiceCommand, UpdateServiceCommand, type CreateServiceCommandInput, type Service } from '@aws-sdk/client-ecs';
import { minimumTasks } from '../../../domain/candidate.ts';
import { BanyanError } from '../../../domain/errors.ts';
import type { ServiceSpec } from '../../ports/container-service.ts';
import { specFingerprint } from '../../ports/spec-fingerprint.ts';
import { foreign } from './aws-errors.ts';
import type { ContainerParts } from './container-parts.ts';
import { describeDefinition, describeServices, fingerprintOf, newest, ownService, register } from './ecs-services.ts';
import { poll, READ_BACK } from './poll.ts';
import { differences, settingsOf, type Surroundings } from './service-settings.ts';
import { bears, ownTags, toEcsTagList } from './tags.ts';
import { findTargetGroup } from './target-groups.ts';
import { renderTaskDefinition } from './task-definition.ts';

/** Five minutes for the last tasks of a deleted service to stop. */
const WHILE_DRAINING = { times: 300, everyMs: 1_000 };

/** Makes the service run the candidate as specified and returns once AWS shows it so; its tasks come up by themselves. */
export async function ensureService(parts: ContainerParts, spec: ServiceSpec): Promise<void> {
  const { ecs, config } = parts;
  const { cluster } = config.aws;
  const name = spec.candidate.service;
  const former = await poll(parts.clock, WHILE_DRAINING, async () => {
    const service = (await describeServices(ecs, cluster, [name])).get(name);
    return service?.status === 'DRAINING' ? undefined : { service };
  });
  if (!former) throw new BanyanError('NOT_CONVERGED', `ECS service "${name}" is still being deleted; it cannot be created anew before that is over.`);
  const service = ownService(former.service, spec.group);
  const wanted = settingsOf(spec, config.aws, { ...(await surroundings(parts, spec)), taskDefinition: await definitionFor(parts, spec) });
  if (!service) await ecs.send(new CreateServiceCommand({ ...creation(spec, wanted.taskDefinition, former.service), cluster, ...wanted }));
  const update = service && differences(service, wanted, spec);
  if (update) await ecs.send(new UpdateServiceCommand({ cluster, service: name, ...update }));
  if (service && !update) return;
  const shown = await poll(parts.clock, READ_BACK, async () => {
    const now = ownService((await describeServices(ecs, cluster, [name])).get(name), spec.group);
    return now && !differences(now, wanted, spec) ? now : undefined;
  });
  if (!shown) throw new BanyanError('NOT_CONVERGED', `ECS service "${name}" was written, and AWS goes on showing it otherwise.`);
}

/** Makes the service start that revision's tasks anew, in its target group and under its name as they are now, and returns once AWS shows it so. */
export async function runRevision(parts: ContainerParts, spec: ServiceSpec, taskDefinition: string): Promise<void> {
  const { ecs, config, clock } = parts;
  const { cluster } = config.aws;
  const service = spec.candidate.service;
  const look = async (): Promise<Service | undefined> => ownService((await describeServices(ecs, cluster, [service])).get(service), spec.group);
  const now = await look();
  if (!now) throw new BanyanError('NOT_CONVERGED', `ECS service "${service}" is not there, so it cannot run ${taskDefinition}.`);
  const { loadBalancers, serviceRegistries } = settingsOf(spec, config.aws, { ...(await surroundings(parts, spec)), taskDefinition });
  await ecs.send(new UpdateServiceCommand({ cluster, service, taskDefinition, loadBalancers, serviceRegistries, desiredCount: Math.max(now.desiredCount ?? 0, minimumTasks(spec.candidate)), forceNewDeployment: true }));
  const shown = await poll(clock, READ_BACK, async () => {
    const after = await look();
    return (after?.taskDefinition === taskDefinition && newest(after)?.id !== newest(now)?.id) || undefined;
  });
  if (!shown) throw new BanyanError('NOT_CONVERGED', `ECS service "${service}" was told to start ${taskDefinition} afresh, and AWS goes on showing the tasks from before.`);
}

/** What only CreateService takes. The token is equal for equal requests, so that one whose answer was lost is not made twice; it is another one after a deletion. */
function creation({ group, candidate }: ServiceSpec, taskDefinition: string | undefined, former: Service | undefined): { serviceName: string } & Partial<CreateServiceCommandInput> {
  const life = `${candidate.service} ${taskDefinition} ${former?.createdAt?.getTime() ?? 'first'}`;
  return {
    serviceName: candidate.service,
    launchType: 'FARGATE',
    desiredCount: Math.max(candidate.desired, minimumTasks(candidate)),
    propagateTags: 'SERVICE',
    tags: toEcsTagList(ownTags(group, 'candidate')),
    clientToken: createHash('sha256').update(life).digest('hex').slice(0, 32),
  };
}

/** Everything is found before anything is registered, so that a missing part leaves nothing half-done. */
async function surroundings(parts: ContainerParts, spec: ServiceSpec): Promise<Omit<Surroundings, 'taskDefinition'>> {
  const [targetGroup, registry] = await Promise.all([findTargetGroup(parts.elb, spec.targetGroup), parts.namespace.find(spec.candidate.discovery)]);
  const missing = targetGroup ? (registry ? undefined : `Cloud Map service "${spec.candidate.discovery}"`) : `target group "${spec.targetGroup}"`;
  if (!targetGroup || !registry) throw new BanyanError('NOT_CONVERGED', `ECS service "${spec.candidate.service}" needs the ${missing}, which is not there.`);
  return { targetGroup: targetGroup.TargetGroupArn, registry: registry.arn };
}

/** ARN of a revision made from this specification: the newest one if it is, else one registered now. */
async function definitionFor({ ecs, config }: ContainerParts, spec: ServiceSpec): Promise<string> {
  return register(ecs, renderTaskDefinition(spec, config.aws), async () => {
    const newest = await describeDefinition(ecs, spec.candidate.service);
    if (newest && !bears(newest.tags, ownTags(spec.group, 'candidate'))) throw foreign(`Task definition family "${spec.candidate.service}"`, spec.group);
    return newest && fingerprintOf(newest, config.aws) === specFingerprint(spec) ? newest.definition.taskDefinitionArn : undefined;
  });
}
