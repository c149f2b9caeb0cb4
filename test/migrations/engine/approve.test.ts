import { expect, test } from '@jest/globals';
import type { Evidence } from '../../../domain/evidence.ts';
import { findStop } from '../../../domain/stop.ts';
import { approval, defineMigration } from '../../../index.ts';
import { approve } from '../../../migrations/engine/approve.ts';
import { run } from '../../../migrations/engine/drive.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { tick } from '../../../migrations/engine/tick.ts';
import { parseDefinition } from '../../../migrations/files/parse-definition.ts';
import { askGates } from '../../../migrations/gates/ask-gates.ts';
import type { Journal } from '../../../migrations/ports/journal.ts';
import { exampleDefinition } from '../../support/example-migration.ts';
import { createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const steps = exampleDefinition.steps.map((step) => (step.kind === 'shadow' ? { ...step, until: [approval()] } : step));
const migration = parseDefinition('0001-catalog', 'a file', defineMigration({ ...exampleDefinition, steps }));

/** Stands at the shadow, where only a person can open the gate. */
async function atShadow(): Promise<FakeWorld> {
  const world = createFakeWorld({ migration });
  const until = findStop(migration, 'shadow');
  await run(world.engine, migration, { why: 'test', pollMs: 1_000, patienceMs: 60_000, ...(until && { until }) });
  return { ...world, engine: { ...world.engine, askGates } };
}

test('without a word the stop is held; with it, journalled with who and why, the migration goes on', async () => {
  const world = await atShadow();
  expect(await tick(world.engine, migration, 'advance', 'test')).toMatchObject({ kind: 'held', because: expect.stringContaining('approval: nobody has approved') });
  expect(await approve(world.engine, migration, 'read it')).toMatchObject({ kind: 'shadow' });
  expect((await world.ports.journal.read(migration.id)).at(-1)).toMatchObject({ kind: 'approved', stop: 'shadow', who: 'tester', why: 'read it' });
  expect(await tick(world.engine, migration, 'advance', 'test')).toMatchObject({ kind: 'moved', verdicts: [{ gate: 'approval', state: 'open', because: expect.stringContaining('approved by tester') }] });
});

test('an approval is for one visit: after a roll-back the question is asked again', async () => {
  const world = await atShadow();
  await approve(world.engine, migration, 'read it');
  await rollBack(world.engine, migration, 'deploy', 'changed my mind');
  const until = findStop(migration, 'shadow');
  const asked: Evidence[] = [];
  await run({ ...world.engine, askGates: async () => [] }, migration, { why: 'test', pollMs: 1_000, patienceMs: 60_000, ...(until && { until }) });
  await tick({ ...world.engine, askGates: async (_, evidence) => (asked.push(evidence), []) }, migration, 'advance', 'test');
  expect(asked[0]?.approval).toBeNull();
});

test('where no approval is asked for, none can be given', async () => {
  const world = createFakeWorld({ migration });
  await expect(approve(world.engine, migration, 'go on')).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('stands at start') });
});

test('an engine that writes at the same moment does not lose it', async () => {
  const world = await atShadow();
  const kept = world.ports.journal;
  let first = true;
  const journal = {
    ...kept,
    append: async (...given: Parameters<Journal['append']>) => {
      if (first) {
        first = false;
        await kept.append(given[0], given[1], { ...given[2], kind: 'verdict', stop: 'shadow', verdicts: [] });
      }
      return kept.append(...given);
    },
  };
  await approve({ ...world.engine, ports: { ...world.ports, journal } }, migration, 'read it');
  expect((await world.ports.journal.read(migration.id)).slice(-2).map(({ kind }) => kind)).toEqual(['verdict', 'approved']);
});

test('a stop that was left meanwhile is not approved, nor is the next one', async () => {
  const world = await atShadow();
  const kept = world.ports.journal;
  let reads = 0;
  const journal = {
    ...kept,
    read: async (id: string) => {
      reads += 1;
      if (reads === 2) await rollBack(world.engine, migration, 'deploy', 'at the same moment');
      return kept.read(id);
    },
  };
  await expect(approve({ ...world.engine, ports: { ...world.ports, journal } }, migration, 'read it')).rejects.toMatchObject({ code: 'JOURNAL_CONFLICT' });
});
