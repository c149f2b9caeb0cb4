import { expect, test } from '@jest/globals';
import { BanyanError } from '../../../domain/errors.ts';
import { findStop } from '../../../domain/stop.ts';
import { run, settleBack } from '../../../migrations/engine/drive.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { candidateWeight, createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const options = { why: 'test', pollMs: 1_000, patienceMs: 60_000 };
const reach = async (world: FakeWorld, stop: string) => run(world.engine, world.migration, { ...options, until: findStop(world.migration, stop) ?? { kind: 'start' } });

test('a roll-back overrides the proxies, and the next way forward lets the flags decide again', async () => {
  const world = createFakeWorld();
  await reach(world, 'cohort:10');
  await rollBack(world.engine, world.migration, 'deploy', 'test');
  await settleBack(world.engine, world.migration, options);
  expect([...world.ports.overrides.overridden]).toEqual(['catalog']);
  await reach(world, 'front');
  expect([...world.ports.overrides.overridden]).toEqual([]);
});

test('with Unleash down the proxies take everybody back, and the error says what is done and what is not', async () => {
  const world = createFakeWorld();
  await reach(world, 'cohort:10');
  world.ports.flags.ensure = async () => {
    throw new BanyanError('UNLEASH_UNREACHABLE', 'Unleash does not answer');
  };
  await expect(rollBack(world.engine, world.migration, 'deploy', 'test')).rejects.toMatchObject({
    code: 'UNLEASH_UNREACHABLE',
    message: '0001-catalog: the proxies answer everybody by legacy; its rule is gone: everybody is answered by legacy. Unleash does not answer',
  });
  expect([...world.ports.overrides.overridden]).toEqual(['catalog']);
  expect([await world.position(), candidateWeight(world)]).toEqual(['deploy', 'none']);
});

test('proxies that take no order do not make a roll-back fail', async () => {
  const world = createFakeWorld();
  await reach(world, 'weight:50');
  world.ports.overrides.takeBack = async () => {
    throw new BanyanError('PROXY_UNREACHABLE', 'no proxy listens');
  };
  await rollBack(world.engine, world.migration, 'deploy', 'test');
  expect(await world.ports.flags.observe('catalog')).toMatchObject({ on: false });
  expect(candidateWeight(world)).toBe('none');
});
