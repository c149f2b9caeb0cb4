import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startEcsFixture, type EcsFixture } from '../support/ecs-fixture.ts';

let fixture: EcsFixture;
beforeAll(async () => {
  fixture = await startEcsFixture();
  await fixture.define();
  await fixture.createService();
  await fixture.steady();
});
afterAll(() => fixture.close());

test('Application Auto Scaling sees the counts of a service, and sets them', async () => {
  expect(fixture.parts.scalable('shop', 'web')).toEqual({ desired: 1, running: 1, isDeploying: false });
  fixture.parts.setDesired('shop', 'web', 2, 'monitor alarm high in state ALARM triggered policy cpu');
  const { events, desiredCount } = await fixture.describe();
  expect(desiredCount).toBe(2);
  expect(events?.map(({ message }) => message)).toContain('(service web) Successfully set desired count to 2. Change successfully fulfilled by ecs. Cause: monitor alarm high in state ALARM triggered policy cpu');
  expect((await fixture.steady()).runningCount).toBe(2);
});

test('a service that is not there has no counts, and setting them is fine', () => {
  expect(fixture.parts.scalable('shop', 'nobody')).toBeUndefined();
  fixture.parts.setDesired('nowhere', 'nobody', 2, 'nothing');
});
