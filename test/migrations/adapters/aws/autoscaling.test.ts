import { afterAll, beforeAll } from '@jest/globals';
import { autoscalingContract } from '../../../contract/autoscaling.ts';
import { createFakeAutoscaling } from '../../../fakes/fake-autoscaling.ts';
import { openAccount, type OpenAccount } from './account.ts';
import { createWorld } from './world.ts';

let account: OpenAccount;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());

autoscalingContract('Application Auto Scaling', async () => {
  const { adapters, config, close } = await createWorld(account);
  return {
    port: adapters.autoscaling,
    // Any service and target group will do: the proxy's are there.
    service: config.proxy.service,
    targetGroup: config.proxy.targetGroup,
    close: async () => close(),
  };
});

autoscalingContract('the fake', async () => ({ port: createFakeAutoscaling(), service: 'catalog', targetGroup: 'banyan-catalog', close: async () => {} }));
