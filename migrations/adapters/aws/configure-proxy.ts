import { UpdateServiceCommand, type ECSClient, type RegisterTaskDefinitionCommandInput, type Service } from '@aws-sdk/client-ecs';
import type { Config } from '../../../domain/config.ts';
import { BanyanError } from '../../../domain/errors.ts';
import type { ContainerParts } from './container-parts.ts';
import { describeDefinition, describeServices, register, type DescribedDefinition } from './ecs-services.ts';
import { poll, READ_BACK } from './poll.ts';
import { toEcsTagList } from './tags.ts';
import { asInput, variablesOf, withVariable } from './task-definition.ts';

/** The proxy's service and what it runs. The proxy is made by its owners, not by Banyan: it has to be there. */
export async function describeProxy(ecs: ECSClient, { aws, proxy }: Config, service: Service | undefined): Promise<DescribedDefinition & { readonly service: Service }> {
  const described = service?.status === 'ACTIVE' && service.taskDefinition ? await describeDefinition(ecs, service.taskDefinition) : undefined;
  if (!service || !described) throw new BanyanError('CONFIG_INVALID', `proxy.service: there is no ECS service "${proxy.service}" in cluster "${aws.cluster}".`);
  return { ...described, service };
}

/** Makes the proxy's service run a revision with that value, and otherwise equal to the one it runs. */
export async function configureProxy({ ecs, config, clock }: ContainerParts, variable: string, value: string): Promise<void> {
  const { cluster } = config.aws;
  const name = config.proxy.service;
  const look = async (): ReturnType<typeof describeProxy> => describeProxy(ecs, config, (await describeServices(ecs, cluster, [name])).get(name));
  const current = await look();
  if (variablesOf(current.definition)[variable] === value) return;
  const wanted = withVariable(asInput(current.definition), variable, value);
  const taskDefinition = await revisionOf(ecs, wanted, current);
  await ecs.send(new UpdateServiceCommand({ cluster, service: name, taskDefinition }));
  const shown = await poll(clock, READ_BACK, async () => variablesOf((await look()).definition)[variable] === value || undefined);
  if (!shown) throw new BanyanError('NOT_CONVERGED', `ECS service "${name}" was told to run ${taskDefinition}, and AWS goes on showing another.`);
}

/** The newest revision where it is just that (an earlier call got no further), else one registered now. */
async function revisionOf(ecs: ECSClient, wanted: RegisterTaskDefinitionCommandInput, { tags }: DescribedDefinition): Promise<string> {
  const list = toEcsTagList(tags);
  return register(ecs, { ...wanted, ...(list.length > 0 ? { tags: list } : {}) }, async () => {
    const newest = await describeDefinition(ecs, wanted.family ?? '');
    return newest && canonical(asInput(newest.definition)) === canonical(wanted) ? newest.definition.taskDefinitionArn : undefined;
  });
}

/** Text that is equal for equal values, whatever the order of members and of environment variables. */
function canonical(input: RegisterTaskDefinitionCommandInput): string {
  return JSON.stringify(input, (member, each: unknown) => {
    if (member === 'environment' && Array.isArray(each)) return each.map((variable) => JSON.stringify(variable, ['name', 'value'])).toSorted();
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
