import { describe, expect, test } from '@jest/globals';
import type { Migration } from '../../../domain/migration.ts';
import { findStop } from '../../../domain/stop.ts';
import { run, settle, step } from '../../../migrations/engine/drive.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { survey } from '../../../migrations/engine/survey.ts';
import { tick } from '../../../migrations/engine/tick.ts';
import { wantedFingerprint } from '../../../migrations/engine/revisions.ts';
import { candidateWeight, createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const options = { why: 'test', pollMs: 1_000, patienceMs: 60_000 };

async function at(stop: string, drift: 'correct' | 'hold' = 'correct'): Promise<FakeWorld> {
  const world = createFakeWorld({ drift });
  await run(world.engine, world.migration, { ...options, until: findStop(world.migration, stop) ?? { kind: 'start' } });
  return world;
}

function withImage({ migration }: FakeWorld, image: string): Migration {
  return { ...migration, candidate: { ...migration.candidate, image } };
}

const runs = (world: FakeWorld) => world.ports.containers.services.get('catalog')?.fingerprint;
const entries = (world: FakeWorld) => world.ports.journal.read(world.migration.id);

/** ECS gives the rollout up. */
async function deployAndFail(world: FakeWorld, next: Migration): Promise<void> {
  expect(await tick(world.engine, next, 'converge', 'test')).toMatchObject({ kind: 'changed', drift: [] });
  world.ports.containers.setRollout('catalog', 'failed');
}

describe('another image in the migration file', () => {
  test.each(['correct', 'hold'] as const)('is rolled forward where the migration stands, behind the same target group, where drift is %s', async (drift) => {
    const world = await at('weight:50', drift);
    const next = withImage(world, 'shop/catalog:2');
    await settle(world.engine, next, options);
    expect(runs(world)).toBe(wantedFingerprint(next));
    expect([await world.position(), candidateWeight(world)]).toEqual(['weight:50', 50]);
    expect([...world.ports.loadBalancer.targetGroups.keys()]).toContain('banyan-catalog');
  });

  test('makes evidence start anew: mark, soak and approval are those of the new revision', async () => {
    const world = await at('weight:50');
    const { position: before } = await survey(world.engine, world.migration);
    world.ports.clock.advance(3_600_000);
    const next = withImage(world, 'shop/catalog:2');
    await settle(world.engine, next, options);
    const { position: after } = await survey(world.engine, next);
    expect(after.mark.at).toBeGreaterThanOrEqual(before.mark.at + 3_600_000);
    expect(after.settledAt).toBeGreaterThanOrEqual((before.settledAt ?? 0) + 3_600_000);
    expect(after.approval).toBeNull();
  });

  test('one that stands counts no evidence anew at the next look, and the step after it is a step', async () => {
    const world = await at('weight:10');
    const next = withImage(world, 'shop/catalog:2');
    expect(await step(world.engine, next, options)).toMatchObject({ kind: 'moved', to: { kind: 'weight', percent: 50 } });
    expect((await entries(world)).filter(({ kind }) => kind === 'stood')).toHaveLength(2);
  });
});

describe('a revision that does not come up', () => {
  test('gives way to the last one that stood healthy, and not merely to the one before', async () => {
    const world = await at('weight:50');
    const first = runs(world);
    await deployAndFail(world, withImage(world, 'shop/catalog:2'));
    await deployAndFail(world, withImage(world, 'shop/catalog:3'));
    const third = withImage(world, 'shop/catalog:3');
    const told = await tick(world.engine, third, 'converge', 'test');
    expect(told).toMatchObject({ kind: 'changed', changes: ['revision shop/catalog:3: did not come up'] });
    await settle(world.engine, third, options);
    expect(runs(world)).toBe(first);
    expect([await world.position(), candidateWeight(world)]).toEqual(['weight:50', 50]);
  });

  test('holds the migration, says why, and is not tried again', async () => {
    const world = await at('weight:50');
    const next = withImage(world, 'shop/catalog:2');
    await deployAndFail(world, next);
    await settle(world.engine, next, options);
    const revisions = world.ports.containers.revisions.get('catalog');
    for (let look = 0; look < 3; look++) {
      expect(await tick(world.engine, next, 'advance', 'test')).toMatchObject({ kind: 'held', because: 'revision: shop/catalog:2 did not come up; shop/catalog:1, the last that stood healthy, goes on until the migration file says otherwise' });
    }
    expect(world.ports.containers.revisions.get('catalog')).toBe(revisions);
  });

  test('is put right where somebody else deploys it meanwhile, by the one that stood', async () => {
    const world = await at('weight:50');
    const first = runs(world);
    const next = withImage(world, 'shop/catalog:2');
    await deployAndFail(world, next);
    await settle(world.engine, next, options);
    await world.ports.containers.runRevision({ group: 'catalog', candidate: next.candidate, targetGroup: 'banyan-catalog' }, 'catalog:2');
    await settle(world.engine, next, options);
    expect(runs(world)).toBe(first);
  });

  test('is followed by whatever the file says next, and tried again after a move', async () => {
    const world = await at('weight:50');
    const [second, third] = [withImage(world, 'shop/catalog:2'), withImage(world, 'shop/catalog:3')];
    await deployAndFail(world, second);
    await settle(world.engine, second, options);
    await settle(world.engine, third, options);
    expect(runs(world)).toBe(wantedFingerprint(third));
    await rollBack(world.engine, second, 'deploy', 'test');
    await settle(world.engine, second, options);
    expect(runs(world)).toBe(wantedFingerprint(second));
  });

  test('at the very first there is nothing to go back to: it is waited for, and nobody is let near', async () => {
    const world = createFakeWorld();
    await tick(world.engine, world.migration, 'advance', 'test');
    await tick(world.engine, world.migration, 'advance', 'test');
    await tick(world.engine, world.migration, 'advance', 'test');
    world.ports.containers.setRollout('catalog', 'failed');
    await expect(settle(world.engine, world.migration, options)).rejects.toMatchObject({ code: 'NOT_CONVERGED', message: expect.stringContaining('the rollout of catalog is failed') });
    expect(candidateWeight(world)).toBe('none');
  });
});
