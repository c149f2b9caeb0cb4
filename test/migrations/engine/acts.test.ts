import { beforeEach, expect, test } from '@jest/globals';
import type { ObservedData } from '../../../domain/data-movement.ts';
import type { Stop } from '../../../domain/stop.ts';
import { actsOn, type Known } from '../../../migrations/engine/acts.ts';
import { run } from '../../../migrations/engine/drive.ts';
import { hold, resume } from '../../../migrations/engine/hold.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { shortMigration } from '../../support/data-migration.ts';
import { createFakeWorld, type FakeWorld } from '../../support/fake-world.ts';

let world: FakeWorld;
beforeEach(() => void (world = createFakeWorld()));

const moveTo = (until: Stop) => run(world.engine, world.migration, { why: 'test', pollMs: 1, patienceMs: 1_000, until });
const entries = () => world.ports.journal.read(world.migration.id);
const can = async (known: Partial<Known> = {}) => actsOn(world.migration, { entries: await entries(), data: 'absent', verdicts: [], ...known });

test('what has no callers yet can be held, and what has can be taken back too', async () => {
  expect(await can()).toEqual(['hold']);
  await moveTo({ kind: 'front', percent: 100 });
  expect(await can()).toEqual(['hold', 'rollback']);
});

test('what is held can be resumed, and is not held twice from a page', async () => {
  await moveTo({ kind: 'front', percent: 100 });
  await hold(world.engine, world.migration, 'Friday');
  expect(await can()).toEqual(['resume', 'rollback']);
  await resume(world.engine, world.migration, 'Monday');
  expect(await can()).toEqual(['hold', 'rollback']);
});

test('an approval can be given where it is asked for', async () => {
  await moveTo({ kind: 'front', percent: 100 });
  expect(await can({ verdicts: [{ gate: 'approval', state: 'held', because: '', evidence: {} }] })).toEqual(['approve', 'hold', 'rollback']);
  expect(await can({ verdicts: [{ gate: 'approval', state: 'open', because: '', evidence: {} }] })).toEqual(['hold', 'rollback']);
});

test('at its last stop there is nothing to hold, and holding it is refused', async () => {
  await moveTo({ kind: 'retire' });
  expect(await can()).toEqual(['rollback']);
  await expect(hold(world.engine, world.migration, 'too late')).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('last stop, retire') });
  expect((await entries()).at(-1)?.kind).not.toBe('held');
});

test('where writes would be lost there is no way back, and rolling back is refused', async () => {
  world = createFakeWorld({ migration: shortMigration });
  await moveTo({ kind: 'retire' });
  const data = world.ports.mover.groups.get('orders') as ObservedData;
  expect(data.flow).toBe('ended');
  expect(await can({ data })).toEqual([]);
  await expect(rollBack(world.engine, world.migration, 'deploy', 'why')).rejects.toMatchObject({ code: 'WRITES_WOULD_BE_LOST' });
});

test('where the world cannot be read, the way back is offered; where the journal cannot be either, nothing else', async () => {
  await moveTo({ kind: 'front', percent: 100 });
  expect(await can({ data: 'unknown' })).toEqual(['hold', 'rollback']);
  expect(await can({ entries: undefined, data: 'unknown' })).toEqual(['rollback']);
});
