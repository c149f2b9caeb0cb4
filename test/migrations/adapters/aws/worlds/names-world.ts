import { CreateServiceCommand, paginateListServices } from '@aws-sdk/client-servicediscovery';
import type { DiscoveryWorld } from '../../../../contract/service-discovery.ts';
import type { World } from '../world.ts';

/** The namespace of a world, and a person who works beside Banyan. */
export function openNames(world: World): DiscoveryWorld {
  const { adapters, person, namespaceId, close } = world;
  const NamespaceId = namespaceId;
  return {
    port: adapters.discovery,
    async count(name) {
      const found: (string | undefined)[] = [];
      for await (const { Services } of paginateListServices({ client: person.cloudMap }, { Filters: [{ Name: 'NAMESPACE_ID', Values: [NamespaceId] }] })) found.push(...(Services ?? []).map(({ Name }) => Name));
      return found.filter((each) => each === name).length;
    },
    addForeign: async (Name) => void (await person.cloudMap.send(new CreateServiceCommand({ Name, NamespaceId, DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 60 }] } }))),
    close: async () => close(),
  };
}
