import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Engine } from '../../../migrations/engine/engine.ts';
import { run, settle, step } from '../../../migrations/engine/drive.ts';
import { hold } from '../../../migrations/engine/hold.ts';
import { unwritten } from '../../../migrations/engine/lost-journal.ts';
import { observe } from '../../../migrations/engine/observe.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { survey, surveyAll } from '../../../migrations/engine/survey.ts';
import { createFakeJournal } from '../../fakes/fake-journal.ts';
import { createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

const drive = { why: 'test', pollMs: 1, patienceMs: 1_000 };

let world: FakeWorld;
/** The same world, by a journal in which nothing stands. */
let lost: Engine;
beforeEach(async () => {
  world = createFakeWorld();
  await run(world.engine, world.migration, { ...drive, until: { kind: 'weight', percent: 10 } });
  lost = { ...world.engine, ports: { ...world.ports, journal: createFakeJournal() } };
});

const entries = () => lost.ports.journal.read(world.migration.id);

describe('by a journal that knows nothing of a group that is under way', () => {
  test.each(['step', 'run'] as const)('%s is refused before anything is changed or written', async (verb) => {
    const before = await world.snapshot();
    const refused = verb === 'step' ? step(lost, world.migration, drive) : run(lost, world.migration, drive);
    await expect(refused).rejects.toMatchObject({ code: 'JOURNAL_LOST', message: expect.stringContaining('catalog has a group rule, a park rule, a service, a target group, a flag that is on') });
    expect(await world.snapshot()).toBe(before);
    expect(await entries()).toEqual([]);
  });

  test('a hold begins nothing, and so changes nothing about that', async () => {
    await hold(lost, world.migration, 'wait');
    await expect(survey(lost, world.migration)).rejects.toMatchObject({ code: 'JOURNAL_LOST' });
  });

  test('a roll-back brings everybody back, keeps the candidate, and is the first entry from which it goes on', async () => {
    await rollBack(lost, world.migration, 'deploy', 'journal lost');
    expect(await observe(world.ports, world.migration)).toMatchObject({ groupRules: [], flags: { on: false }, service: expect.objectContaining({ rollout: 'complete' }) });
    expect(await entries()).toMatchObject([{ kind: 'moved', how: 'roll-back', from: 'start', to: 'deploy' }]);
    expect((await step(lost, world.migration, drive)).kind).not.toBe('rolled-back');
  });

  test('a roll-back to the start takes down what is there, and the group begins anew', async () => {
    await rollBack(lost, world.migration, 'start', 'journal lost');
    await settle(lost, world.migration, drive);
    expect(unwritten({ begun: false }, await observe(world.ports, world.migration))).toEqual([]);
    await run(lost, world.migration, { ...drive, until: { kind: 'deploy' } });
    expect(await observe(world.ports, world.migration)).toMatchObject({ service: expect.objectContaining({ rollout: 'complete' }) });
  });
});

test('where somebody else begins it between the reading of the journal and that of the world, nothing is lost', async () => {
  const { journal } = world.ports;
  let readings = 0;
  const late: Engine = { ...world.engine, ports: { ...world.ports, journal: { ...journal, read: async (id) => (readings++ === 0 ? [] : journal.read(id)) } } };
  expect((await survey(late, world.migration)).position.stop).toEqual({ kind: 'weight', percent: 10 });
  readings = 0;
  expect((await surveyAll(late, [world.migration])).get(world.migration.id)).toMatchObject({ position: { stop: { kind: 'weight', percent: 10 } } });
});

test('whatever stands there alone is enough', async () => {
  const there = await observe(world.ports, world.migration);
  const nothing = { ...there, groupRules: [], parkRules: [], service: 'absent', targetGroup: 'absent', flags: 'none' } as const;
  const found = (['groupRules', 'parkRules', 'service', 'targetGroup', 'flags'] as const).map((part) => unwritten({ begun: false }, { ...nothing, [part]: there[part] }));
  expect(found).toEqual([['a group rule'], ['a park rule'], ['a service'], ['a target group'], ['a flag that is on']]);
  expect(unwritten({ begun: false }, { ...nothing, flags: { on: false, cohortPercent: 0, shadowPercent: 0 } })).toEqual([]);
  expect(unwritten({ begun: true }, there)).toEqual([]);
});

test('where nothing stands there, nothing is lost: rolling back what was never begun writes nothing', async () => {
  const fresh = createFakeWorld();
  await rollBack(fresh.engine, fresh.migration, 'deploy', 'by mistake');
  expect(await fresh.ports.journal.read(fresh.migration.id)).toEqual([]);
});
