import { afterAll, beforeAll } from '@jest/globals';
import { loadBalancerContract } from '../../../contract/load-balancer.ts';
import { createFakeLoadBalancer } from '../../../fakes/fake-load-balancer.ts';
import { openAccount, type OpenAccount } from './account.ts';
import { createWorld } from './world.ts';
import { openBalancer } from './worlds/balancer-world.ts';

let account: OpenAccount;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());

loadBalancerContract('ELBv2', async () => openBalancer(await createWorld(account)));

loadBalancerContract('the fake', async () => {
  const port = createFakeLoadBalancer({ from: 100, to: 103 });
  const nothing = { healthy: 0, total: 0, draining: 0, group: null };
  return {
    port,
    legacy: 'legacy',
    proxy: 'proxy',
    priorities: { from: 100, to: 103 },
    targetGroup: 'banyan-catalog',
    allPriorities: async () => [...port.rules.keys()].toSorted((a, b) => a - b),
    hasTargetGroup: async (name) => port.targetGroups.has(name),
    addForeignRule: async (priority) => {
      port.rules.set(priority, null);
      port.foreign.push({ priority, when: { method: '*', paths: [`/foreign/${priority}`] } });
      port.foreign.sort((a, b) => a.priority - b.priority);
    },
    moveRule: async (was, priority) => {
      const rule = port.rules.get(was);
      port.rules.delete(was);
      port.rules.set(priority, rule ? { ...rule, priority } : null);
    },
    addForeignTargetGroup: async (name) => void port.targetGroups.set(name, { name, ...nothing }),
    makeLegacySticky: async () => port.setSticky(true),
    close: async () => {},
  };
});
