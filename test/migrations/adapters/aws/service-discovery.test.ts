import { afterAll, beforeAll } from '@jest/globals';
import { serviceDiscoveryContract } from '../../../contract/service-discovery.ts';
import { createFakeServiceDiscovery } from '../../../fakes/fake-service-discovery.ts';
import { openAccount, type OpenAccount } from './account.ts';
import { createWorld } from './world.ts';
import { openNames } from './worlds/names-world.ts';

let account: OpenAccount;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());

serviceDiscoveryContract('Cloud Map', async () => openNames(await createWorld(account)));

serviceDiscoveryContract('the fake', async () => {
  const port = createFakeServiceDiscovery();
  return {
    port,
    count: async (name) => (port.names.has(name) ? 1 : 0),
    addForeign: async (name) => void port.names.set(name, null),
    close: async () => {},
  };
});
