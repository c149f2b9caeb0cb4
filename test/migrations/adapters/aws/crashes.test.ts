import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { specFingerprint } from '../../../../migrations/ports/spec-fingerprint.ts';
import { startFaultyEndpoint, type Fault } from '../../../support/faulty-endpoint.ts';
import { hastyClock } from '../../../support/real-clock.ts';
import { CANDIDATE_IMAGE, openAccount, type OpenAccount } from './account.ts';
import { build, CHANGES, remove, ruleOf, specOf } from './candidate-life.ts';
import { createWorld } from './world.ts';

const EVERY_CHANGE = [...CHANGES.building, ...CHANGES.removing];

let account: OpenAccount;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());

/** What every change meets when it is made first, and how often it then has to be made again. */
const TROUBLES: readonly { readonly trouble: string; readonly faults: readonly Fault[]; readonly again: number }[] = [
  { trouble: 'its answer is lost, and the SDK asks again', faults: ['answer lost'], again: 0 },
  { trouble: 'it goes through, and the engine never learns of it', faults: ['answer blocked'], again: 1 },
  { trouble: 'it does not go through', faults: ['blocked'], again: 1 },
];

test('a crash before, after or with a lost answer at every single change leaves a world that comes out as if nothing had happened', async () => {
  const lives = await Promise.all(TROUBLES.map(({ faults }) => live(faults)));
  expect(lives.map((life, n) => ({ ...TROUBLES[n], ...life }))).toEqual(
    TROUBLES.map((each) => ({
      ...each,
      built: { failed: each.again * CHANGES.building.length, count: { rules: 2, targetGroups: 1, services: 1 } },
      asSpecified: true,
      scale: { min: 0, max: 4, cpuPercent: 60 },
      removed: { failed: each.again * CHANGES.removing.length, count: { rules: 0, targetGroups: 0, services: 0 } },
      discoverable: false,
      // None is left out of the list.
      changes: EVERY_CHANGE.toSorted(),
    })),
  );
});

async function live(faults: readonly Fault[]): Promise<Record<string, unknown>> {
  const world = await createWorld(account);
  const endpoint = await startFaultyEndpoint(account.endpoint);
  const adapters = world.at(endpoint.url, hastyClock(20));
  for (const operation of EVERY_CHANGE) endpoint.inject(operation, faults);

  const built = await build(world, adapters);
  const { rules } = await adapters.loadBalancer.observe(['catalog']);
  expect(rules).toEqual([
    { ...ruleOf(world, 'park', 100), priority: 100 },
    { ...ruleOf(world, 'group', 50), priority: 101 },
  ]);
  const { candidate } = await adapters.containers.observe('catalog', world.names.service);
  const asSpecified = candidate !== 'absent' && candidate.fingerprint === specFingerprint(specOf(world, CANDIDATE_IMAGE));
  const scale = await adapters.autoscaling.observe(world.names.service);

  const removed = await remove(world, adapters);
  const discoverable = await adapters.discovery.has('catalog', world.names.service);
  const changes = [...new Set(endpoint.calls)].filter((call) => !/\.(Describe|List)/.test(call)).toSorted();
  world.close();
  await endpoint.close();
  return { built, asSpecified, scale, removed, discoverable, changes };
}
