import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AddTagsCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { createAwsClients } from '../../../../migrations/adapters/aws/clients.ts';
import { createFakeClock } from '../../../fakes/fake-clock.ts';
import { openAccount, type OpenAccount } from './account.ts';
import { createWorld, type World } from './world.ts';

let account: OpenAccount;
let world: World;
beforeAll(async () => {
  account = await openAccount();
  world = await createWorld(account);
});
afterAll(async () => {
  world.close();
  await account.close();
});

test('whatever changes load balancers keeps AWS’s rate, a burst of 20 and then 3 a second; what reads does not wait', async () => {
  const clock = createFakeClock();
  const clients = createAwsClients({ region: account.region, endpoint: account.endpoint }, clock);
  const began = clock.now();
  const change = (n: number) => clients.elb.send(new AddTagsCommand({ ResourceArns: [world.legacy.arn], Tags: [{ Key: 'n', Value: String(n) }] }));
  for (let n = 0; n < 20; n++) await change(n);
  expect(clock.now() - began).toBe(0);
  for (let n = 0; n < 6; n++) await change(n);
  expect(clock.now() - began).toBeGreaterThanOrEqual(1_999);
  expect(clock.now() - began).toBeLessThanOrEqual(2_010);
  const written = clock.now();
  for (let n = 0; n < 10; n++) await clients.elb.send(new DescribeTargetGroupsCommand({}));
  expect(clock.now()).toBe(written);
  clients.close();
});
