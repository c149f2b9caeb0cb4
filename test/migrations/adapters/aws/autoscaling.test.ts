import { afterAll, beforeAll } from '@jest/globals';
import { autoscalingContract } from '../../../contract/autoscaling.ts';
import { createFakeAutoscaling } from '../../../fakes/fake-autoscaling.ts';
import { openAccount, type OpenAccount } from './account.ts';
import { createWorld } from './world.ts';
import { openScaling } from './worlds/scaling-world.ts';

let account: OpenAccount;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());

autoscalingContract('Application Auto Scaling', async () => openScaling(await createWorld(account)));

autoscalingContract('the fake', async () => {
  const port = createFakeAutoscaling();
  return { port, service: 'catalog', targetGroup: 'banyan-catalog', legacyMinimum: async () => port.legacy.min, setLegacyMinimum: async (min) => void (port.legacy.min = min), close: async () => {} };
});
