import { createHash } from 'node:crypto';
import { CreateServiceCommand, DeleteServiceCommand, type ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import { BanyanError } from '../../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ServiceDiscovery } from '../../ports/service-discovery.ts';
import { foreign, unlessAws } from './aws-errors.ts';
import type { Namespace, Registry } from './cloud-map.ts';
import { poll, READ_BACK } from './poll.ts';
import { bears, ownTags, toTagList } from './tags.ts';

/** Seconds for which a resolver may keep an address: short, for a task that is gone answers nobody. */
const TTL_SECONDS = 5;
/** Two minutes for the last tasks to be deregistered. */
const WHILE_IN_USE = { times: 120, everyMs: 1_000 };

/** {@link ServiceDiscovery} on Cloud Map. */
export function createServiceDiscovery({ cloudMap, namespace, clock }: { readonly cloudMap: ServiceDiscoveryClient; readonly namespace: Namespace; readonly clock: Clock }): ServiceDiscovery {
  /** The group's own; one of that name that is another's is refused. */
  const findOwn = async (group: string, name: string): Promise<Registry | undefined> => {
    const found = await namespace.find(name);
    if (found && !(await isOwn(group, found))) throw foreign(`Cloud Map service "${name}"`, group);
    return found;
  };
  const isOwn = async (group: string, registry: Registry): Promise<boolean> => bears(await namespace.tags(registry), ownTags(group, 'candidate'));

  return {
    has: async (group, name) => (await findOwn(group, name)) !== undefined,
    async ensure(group, name) {
      if (await findOwn(group, name)) return;
      const command = new CreateServiceCommand({
        Name: name,
        NamespaceId: await namespace.id(),
        DnsConfig: { RoutingPolicy: 'MULTIVALUE', DnsRecords: [{ Type: 'A', TTL: TTL_SECONDS }] },
        // ECS tells Cloud Map how its tasks are; without this it has no way to.
        HealthCheckCustomConfig: { FailureThreshold: 1 },
        CreatorRequestId: createHash('sha256').update(`banyan ${group} ${name}`).digest('hex').slice(0, 32),
        Tags: toTagList(ownTags(group, 'candidate')),
      });
      // There already: somebody was faster, or the answer to our own first try was lost.
      await unlessAws(['ServiceAlreadyExists'], cloudMap.send(command));
      if (!(await poll(clock, READ_BACK, () => findOwn(group, name)))) throw new BanyanError('NOT_CONVERGED', `Cloud Map service "${name}" was created, and AWS does not show it.`);
    },
    async remove(group, name) {
      const found = await namespace.find(name);
      if (!found || !(await isOwn(group, found))) return;
      const gone = await poll(clock, WHILE_IN_USE, async () => {
        await unlessAws(['ResourceInUse', 'ServiceNotFound'], cloudMap.send(new DeleteServiceCommand({ Id: found.id })));
        return (await namespace.find(name)) === undefined || undefined;
      });
      if (!gone) throw new BanyanError('NOT_CONVERGED', `Cloud Map service "${name}" cannot be deleted: tasks are still registered in it.`);
    },
  };
}
