import { expect, test } from '@jest/globals';
import { NO_HISTORY, splitsWithin, withReading, type SplitReading } from '../../../dashboard/state/split-history.ts';
import { askedAt, askedHistory } from '../../../dashboard/state/split.ts';
import { stopName, stopsOf } from '../../../domain/stop.ts';
import { run } from '../../../migrations/engine/drive.ts';
import { exampleMigration } from '../../support/example-migration.ts';
import { createFakeWorld } from '../../support/fake-world.ts';

test('what each stop asks for, as a table', () => {
  const table = stopsOf(exampleMigration).map((stop) => [stopName(stop), ...Object.values(askedAt(exampleMigration, stop))]);
  expect(table).toEqual([
    ['start', 100, 0, 0],
    ['deploy', 100, 0, 0],
    ['front', 100, 0, 0],
    ['shadow', 100, 0, 0],
    ['cohort:1', 99, 1, 0],
    ['cohort:10', 90, 10, 0],
    ['weight:10', 81, 9, 10],
    ['weight:50', 45, 5, 50],
    ['weight:100', 0, 0, 100],
    ['retire', 0, 0, 100],
  ]);
});

test('what was asked for since it began is in the journal', async () => {
  const { engine, migration, ports } = createFakeWorld();
  await run(engine, migration, { why: 'test', pollMs: 1, patienceMs: 1_000, until: { kind: 'cohort', percent: 10 } });
  const history = askedHistory(migration, await ports.journal.read(migration.id));
  expect(history.map(({ stop, cohort }) => [stop, cohort])).toEqual([['deploy', 0], ['front', 0], ['shadow', 0], ['cohort:1', 1], ['cohort:10', 10]]);
});

const read = (at: number, since: number, legacy: number, cohort = 0, rest: Partial<SplitReading> = {}): SplitReading => ({ at, since, publishedUntil: at, sendsDirect: false, legacy, cohort, direct: 0, ...rest });
const historyOf = (readings: readonly SplitReading[], most = 100) => readings.reduce((history, each) => withReading(history, each, most), NO_HISTORY);

test('counts go on where a stop begins to count anew', () => {
  const history = historyOf([read(1, 0, 10), read(2, 0, 20), read(3, 2.5, 4, 1), read(4, 2.5, 9, 2)]);
  expect(splitsWithin(history, 1)).toEqual([
    { at: 2, legacy: 10, cohort: 0, direct: 0 },
    { at: 3, legacy: 4, cohort: 1, direct: 0 },
    { at: 4, legacy: 5, cohort: 1, direct: 0 },
  ]);
});

test('what the load balancer sends is not taken for legacy’s because it is told late, or anew after a move', () => {
  const weight = (at: number, since: number, legacy: number, direct: number, publishedUntil: number) => read(at, since, legacy, 0, { direct, publishedUntil, sendsDirect: true });
  // Ten a second each; from second 20 on nine of them straight to the candidate, published in periods of two seconds, and four seconds late.
  const history = historyOf([weight(14, 0, 140, 100, 10), weight(18, 0, 180, 140, 14), weight(21, 20, 1, 0, 20), weight(24, 20, 4, 0, 20), weight(28, 20, 8, 36, 24), weight(31, 20, 11, 54, 26)]);
  expect(splitsWithin(history, 4)).toEqual([
    { at: 18, legacy: 40, cohort: 0, direct: 40 },
    ...[21, 24].map((at) => ({ at, legacy: 0, cohort: 0, direct: 0 })),
    { at: 28, legacy: 4, cohort: 0, direct: 36 },
    { at: 31, legacy: 7, cohort: 0, direct: 63 },
  ]);
});

test('a counter that seems to fall has not grown, and the oldest readings go', () => {
  const history = historyOf([read(1, 0, 10), read(2, 0, 20), read(3, 0, 5), read(4, 0, 26)], 3);
  expect(splitsWithin(history, 1).map(({ legacy }) => legacy)).toEqual([0, 6]);
});
