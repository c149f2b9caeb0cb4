import { expect, test } from '@jest/globals';
import { disturbEveryCall } from '../../support/convergence/every-call.ts';
import { journeyOf, movedAndBack } from '../../support/convergence/journey.ts';
import { shortMigration } from '../../support/data-migration.ts';
import { exampleMigration } from '../../support/example-migration.ts';

test('a whole migration, back and up again comes out the same whatever goes wrong at whichever single call to the outside', async () => {
  const { failures, faults, positions } = await disturbEveryCall(exampleMigration, journeyOf(exampleMigration));
  expect(failures).toEqual([]);
  expect(faults.made).toBe(faults.due);
  expect(positions).toEqual(['deploy', 'front', 'shadow', 'cohort:1', 'cohort:10', 'weight:10', 'weight:50', 'weight:100', 'deploy', 'front', 'shadow', 'cohort:1', 'cohort:10', 'weight:10', 'weight:50', 'weight:100', 'retire', 'start']);
}, 180_000);

test('so does one whose data moves, taken back before the ownership of writes has moved and after it', async () => {
  const { failures, faults, positions, kinds } = await disturbEveryCall(shortMigration, movedAndBack(shortMigration));
  expect(failures).toEqual([]);
  expect(faults.made).toBe(faults.due);
  const [before, after] = [['sync', 'backfill'], ['verify-data', 'cutover']];
  expect(positions).toEqual(['deploy', 'front', ...before, 'deploy', 'front', ...before, ...after, 'weight:100', 'reverse', 'start', 'deploy', 'front', ...before, ...after, 'deploy', 'front', ...before, ...after, 'weight:100', 'reverse', 'retire']);
  expect([...kinds].filter((call) => call.startsWith('mover.')).toSorted()).toEqual(['mover.ensure', 'mover.observe', 'mover.remove']);
}, 180_000);
