import { afterAll, beforeAll } from '@jest/globals';
import { containerServiceContract } from '../../../contract/container-service.ts';
import { createFakeContainerService } from '../../../fakes/fake-container-service.ts';
import { openAccount, type OpenAccount } from './account.ts';
import { createWorld } from './world.ts';
import { openCluster } from './worlds/cluster-world.ts';

let account: OpenAccount;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());

containerServiceContract('ECS', async () => openCluster(await createWorld(account)));

containerServiceContract('the fake', async () => {
  const attached = new Set<string>();
  const port = createFakeContainerService({ isAttached: (targetGroup) => attached.has(targetGroup) });
  return {
    port,
    image: 'shop/catalog:1',
    names: { service: 'catalog', targetGroup: 'banyan-catalog' },
    proxyFamily: 'proxy',
    prepare: async ({ targetGroup }, isAttached) => void (isAttached && attached.add(targetGroup)),
    revisions: async (family) => port.revisions.get(family) ?? 0,
    hasService: async (name) => port.services.has(name),
    addForeignService: async (name) => void port.services.set(name, { group: null, revision: `${name}:1`, fingerprint: '', desired: 1, running: 1, rollout: 'complete' }),
    setTasks: async (service, tasks) => port.setTasks(service, tasks),
    close: async () => {},
  };
});
