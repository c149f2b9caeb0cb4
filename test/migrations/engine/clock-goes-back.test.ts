import { expect, test } from '@jest/globals';
import { stopName, stopsOf } from '../../../domain/stop.ts';
import { run, settleBack } from '../../../migrations/engine/drive.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { tick } from '../../../migrations/engine/tick.ts';
import { askGates } from '../../../migrations/gates/ask-gates.ts';
import { createFakeWorld } from '../../support/fake-world.ts';

const options = { why: 'test', pollMs: 1_000, patienceMs: 60_000 };
const HOUR_MS = 3_600_000;

test('a clock that goes back an hour at every stop changes neither the way nor the end', async () => {
  const [world, other] = [createFakeWorld(), createFakeWorld()];
  for (const until of stopsOf(world.migration)) {
    await run(world.engine, world.migration, { ...options, until });
    world.ports.clock.advance(-HOUR_MS);
    await run(other.engine, other.migration, { ...options, until });
  }
  expect(await world.position()).toBe('retire');
  expect(await world.snapshot()).toBe(await other.snapshot());
});

test('a soak is not over for a clock that went back', async () => {
  const world = createFakeWorld();
  const migration = { ...world.migration, steps: [{ kind: 'front' as const, percents: [10, 100], soakMs: 60_000 }] };
  const front = stopsOf(migration).find((stop) => stopName(stop) === 'front:10');
  const engine = { ...world.engine, askGates };
  await run(engine, migration, { ...options, ...(front && { until: front }) });
  world.ports.clock.advance(-HOUR_MS);
  expect(await tick(engine, migration, 'advance', 'test')).toMatchObject({ kind: 'held', because: expect.stringContaining('the clocks make no sense') });
  world.ports.clock.advance(HOUR_MS + 61_000);
  expect(await tick(engine, migration, 'advance', 'test')).toMatchObject({ kind: 'moved' });
});

test('a roll-back waits no longer than it ever does for an engine whose clock is ahead', async () => {
  const world = createFakeWorld();
  await run(world.engine, world.migration, { ...options, until: { kind: 'weight', percent: 50 } });
  const length = (await world.ports.journal.read(world.migration.id)).length;
  const ahead = new Date(world.ports.clock.now() + 24 * HOUR_MS).toISOString();
  await world.ports.journal.append(world.migration.id, length, { at: ahead, who: 'tomorrow', why: 'test', kind: 'intent', stop: 'weight:50', changes: [] });
  const began = world.ports.clock.now();
  await rollBack(world.engine, world.migration, 'deploy', 'the pager rang');
  await settleBack(world.engine, world.migration, options);
  expect(world.ports.clock.now() - began).toBe(30_000);
});
