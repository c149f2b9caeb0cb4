import { expect, test } from '@jest/globals';
import { JournalEntrySchema } from '../../../migrations/adapters/journal-entry-schema.ts';
import { run, step } from '../../../migrations/engine/drive.ts';
import { hold, resume } from '../../../migrations/engine/hold.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { tick } from '../../../migrations/engine/tick.ts';
import { findStop } from '../../../domain/stop.ts';
import { parseWindow } from '../../../domain/window.ts';
import type { Migration } from '../../../domain/migration.ts';
import { exampleMigration } from '../../support/example-migration.ts';
import { createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const options = { why: 'test', pollMs: 60_000, patienceMs: 600_000 };

async function worldAt(stop: string, migration: Migration = exampleMigration): Promise<FakeWorld> {
  const world = createFakeWorld({ migration });
  const until = findStop(migration, stop);
  await run(world.engine, migration, { ...options, ...(until && { until }) });
  return world;
}
const advance = ({ engine, migration }: FakeWorld) => tick(engine, migration, 'advance', 'test');

test('a migration that somebody holds does not move though its gates are open, and says who holds it and why', async () => {
  const world = await worldAt('cohort:1');
  await hold(world.engine, world.migration, 'price change');
  expect(await step(world.engine, world.migration, options)).toMatchObject({ kind: 'held', because: expect.stringMatching(/^hold: tester holds it since .*: price change$/) });
  expect(await world.position()).toBe('cohort:1');
  await resume(world.engine, world.migration, 'done');
  expect(await step(world.engine, world.migration, options)).toMatchObject({ kind: 'moved', to: { percent: 10 } });
});

test('what keeps it is journalled once, in a form that can be read again', async () => {
  const world = await worldAt('cohort:1');
  await hold(world.engine, world.migration, 'price change');
  for (let n = 0; n < 3; n++) await advance(world);
  const entries = await world.ports.journal.read(world.migration.id);
  expect(entries.slice(-2).map(({ kind }) => kind)).toEqual(['held', 'verdict']);
  for (const entry of entries) expect(JournalEntrySchema.safeParse(entry).success).toBe(true);
});

test('drift of a held migration is put right', async () => {
  const world = await worldAt('weight:10');
  await hold(world.engine, world.migration, 'price change');
  const before = await world.snapshot();
  await world.ports.loadBalancer.removeRules('catalog', 'group');
  expect(await advance(world)).toMatchObject({ kind: 'changed' });
  expect(await world.snapshot()).toBe(before);
});

test('a held migration is rolled back by a gate that fails, and by hand; the hold stays', async () => {
  const failing = await worldAt('weight:10');
  await hold(failing.engine, failing.migration, 'price change');
  failing.setGates('failed', 'one price in fifty differs');
  expect(await advance(failing)).toMatchObject({ kind: 'rolled-back' });

  const byHand = await worldAt('weight:10');
  await hold(byHand.engine, byHand.migration, 'price change');
  await rollBack(byHand.engine, byHand.migration, 'deploy', 'enough');
  expect(await byHand.position()).toBe('deploy');
  expect(await step(byHand.engine, byHand.migration, options)).toMatchObject({ kind: 'held', because: expect.stringContaining('price change') });
});

test('there is nothing to resume where nobody holds', async () => {
  const world = await worldAt('cohort:1');
  await expect(resume(world.engine, world.migration, 'x')).rejects.toMatchObject({ code: 'USAGE' });
  expect((await world.ports.journal.read(world.migration.id)).at(-1)?.kind).toBe('outcome');
});

test('a hold is written though an engine writes at the same moment', async () => {
  const world = await worldAt('cohort:1');
  const { journal } = world.ports;
  let raced = false;
  const racing = {
    ...journal,
    append: async (...given: Parameters<typeof journal.append>) => {
      if (!raced) {
        raced = true;
        await journal.append(given[0], given[1], { at: given[2].at, who: 'engine', why: 'race', kind: 'verdict', stop: 'cohort:1', verdicts: [] });
      }
      return journal.append(...given);
    },
  };
  await hold({ ...world.engine, ports: { ...world.ports, journal: racing } }, world.migration, 'price change');
  expect((await journal.read(world.migration.id)).slice(-2).map(({ kind }) => kind)).toEqual(['verdict', 'held']);
});

test('outside of its windows a migration waits, and run moves it as one opens', async () => {
  const windows = [parseWindow('mon-fri 09:00-17:00 Europe/Berlin')].filter((each) => each !== undefined);
  const migration = { ...exampleMigration, windows };
  const world = createFakeWorld({ migration });
  const saturday = Date.parse('2026-07-04T10:00:00Z');
  world.ports.clock.advance(saturday - world.ports.clock.now());
  expect(await step(world.engine, migration, options)).toMatchObject({ kind: 'held', because: expect.stringContaining('opens at 2026-07-06T07:00:00.000Z') });
  const until = findStop(migration, 'deploy');
  await run(world.engine, migration, { ...options, pollMs: 3_600_000, ...(until && { until }) });
  const moved = (await world.ports.journal.read(migration.id)).find(({ kind }) => kind === 'moved');
  expect(moved?.at).toBe('2026-07-06T07:00:00.000Z');
});

test('outside of its windows a migration is rolled back all the same', async () => {
  const world = await worldAt('weight:10');
  const migration = { ...world.migration, windows: [parseWindow('mon 00:00-00:01 UTC')].filter((each) => each !== undefined) };
  world.setGates('failed', 'bad');
  expect(await tick(world.engine, migration, 'advance', 'test')).toMatchObject({ kind: 'rolled-back' });
});

test('a migration that comes after another waits until that has come so far, and again when it is taken back', async () => {
  const world = await worldAt('cohort:1');
  const orders: Migration = { ...world.migration, id: '0002-orders', candidate: { ...world.migration.candidate, service: 'orders', discovery: 'orders' }, group: { name: 'orders', patterns: [{ method: '*', path: '/orders' }] }, after: [{ text: 'catalog@cohort:1', migration: '0001-catalog', reached: ['cohort:1', 'cohort:10'] }] };
  expect(await tick(world.engine, orders, 'advance', 'test')).toMatchObject({ kind: 'settled' });
  expect(await tick(world.engine, orders, 'advance', 'test')).toMatchObject({ kind: 'moved' });
  await rollBack(world.engine, world.migration, 'deploy', 'x');
  const held = await step(world.engine, { ...orders, id: '0003-orders' }, options);
  expect(held).toMatchObject({ kind: 'held', because: 'after: comes after catalog@cohort:1: 0001-catalog stands at deploy, and has to be at cohort:1' });
});
