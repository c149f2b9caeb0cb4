import { describe, expect, test } from '@jest/globals';
import { desiredAt } from '../../../domain/desired-state.ts';
import { findStop, stopName, stopsOf } from '../../../domain/stop.ts';
import { run, settle } from '../../../migrations/engine/drive.ts';
import { leastTasks, legacyFloor } from '../../../migrations/engine/floors.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { tick } from '../../../migrations/engine/tick.ts';
import { exampleMigration as migration } from '../../support/example-migration.ts';
import { candidateWeight, createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const options = { why: 'test', pollMs: 1_000, patienceMs: 60_000 };
const reach = async (world: FakeWorld, stop: string) => run(world.engine, world.migration, { ...options, until: findStop(world.migration, stop) ?? { kind: 'start' } });

test('the floors of every stop, as one table: of a candidate of 2 to 10 tasks, and of legacy', () => {
  const table = stopsOf(migration).map((stop) => {
    const desired = desiredAt(migration, stop);
    return `${stopName(stop)} | ${leastTasks(migration, desired)} | ${legacyFloor(desired)}`;
  });
  expect(table).toEqual([
    'start | 2 | free',
    'deploy | 2 | as it is',
    'front | 2 | held',
    'shadow | 2 | held',
    'cohort:1 | 2 | held',
    'cohort:10 | 2 | held',
    'weight:10 | 2 | held',
    'weight:50 | 6 | held',
    'weight:100 | 10 | held',
    'retire | 2 | free',
  ]);
});

describe('the candidate', () => {
  test('has the tasks for the coming share, healthy, before it gets the share', async () => {
    const world = createFakeWorld();
    await reach(world, 'weight:10');
    await tick(world.engine, world.migration, 'advance', 'test');
    expect(await tick(world.engine, world.migration, 'converge', 'test')).toMatchObject({ kind: 'changed', changes: ['scaling of catalog: 6 to 10 tasks'] });
    world.ports.loadBalancer.setHealth('banyan-catalog', 5, 6);
    expect(await tick(world.engine, world.migration, 'converge', 'test')).toMatchObject({ kind: 'waiting', left: expect.arrayContaining(['wait: 5 of 6 targets of catalog are healthy']) });
    expect(candidateWeight(world)).toBe(10);
    world.ports.loadBalancer.setHealth('banyan-catalog', 6);
    await settle(world.engine, world.migration, options);
    expect(candidateWeight(world)).toBe(50);
  });

  test.each(['retire', 'deploy'])('may be scaled down to its own minimum again at %s', async (end) => {
    const world = createFakeWorld();
    await reach(world, end === 'retire' ? 'retire' : 'weight:50');
    if (end === 'deploy') await rollBack(world.engine, world.migration, 'deploy', 'test');
    await settle(world.engine, world.migration, options);
    expect(world.ports.autoscaling.scales.get('catalog')).toMatchObject({ min: 2, max: 10 });
  });
});

describe('legacy', () => {
  test('keeps its tasks from before the first caller goes until the group has retired', async () => {
    const world = createFakeWorld();
    const order: string[] = [];
    const engine = { ...world.engine, onChange: ({ kind }: { kind: string }) => void order.push(kind) };
    await run(engine, world.migration, { ...options, until: { kind: 'weight', percent: 100 } });
    expect([...world.ports.autoscaling.floors]).toEqual(['catalog']);
    expect(order.indexOf('set-legacy-floor')).toBeLessThan(order.lastIndexOf('put-rule'));
    await reach(world, 'retire');
    expect([...world.ports.autoscaling.floors]).toEqual([]);
  });

  test('keeps them after a roll-back, for its callers have just come back, until the candidate goes', async () => {
    const world = createFakeWorld();
    await reach(world, 'weight:50');
    await rollBack(world.engine, world.migration, 'deploy', 'test');
    await settle(world.engine, world.migration, options);
    expect([...world.ports.autoscaling.floors]).toEqual(['catalog']);
    await rollBack(world.engine, world.migration, 'start', 'test');
    await settle(world.engine, world.migration, options);
    expect([...world.ports.autoscaling.floors]).toEqual([]);
  });

  test('gets them back as the first thing of a roll-back, and a roll-back is not stopped by that it cannot', async () => {
    const world = createFakeWorld();
    await reach(world, 'weight:50');
    const asked: boolean[] = [];
    world.ports.autoscaling.setFloor = async (_, held) => {
      asked.push(held);
      throw new Error('down');
    };
    await rollBack(world.engine, world.migration, 'deploy', 'test');
    expect(asked).toEqual([true]);
    expect(candidateWeight(world)).toBe('none');
  });
});
