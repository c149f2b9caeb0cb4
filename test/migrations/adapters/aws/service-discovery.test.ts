import { afterAll, beforeAll } from '@jest/globals';
import { CreateServiceCommand, paginateListServices } from '@aws-sdk/client-servicediscovery';
import { serviceDiscoveryContract } from '../../../contract/service-discovery.ts';
import { createFakeServiceDiscovery } from '../../../fakes/fake-service-discovery.ts';
import { openAccount, type OpenAccount } from './account.ts';
import { createWorld } from './world.ts';

let account: OpenAccount;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());

serviceDiscoveryContract('Cloud Map', async () => {
  const { adapters, person, namespaceId, close } = await createWorld(account);
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
});

serviceDiscoveryContract('the fake', async () => {
  const port = createFakeServiceDiscovery();
  return {
    port,
    count: async (name) => (port.names.has(name) ? 1 : 0),
    addForeign: async (name) => void port.names.set(name, null),
    close: async () => {},
  };
});
