import { expect, test } from '@jest/globals';
import { backfill, cohort, cutover, data, defineMigration, front, into, retire, reverse, sync, table, verifyData, weight } from '../../../index.ts';
import { parseDefinition } from '../../../migrations/files/parse-definition.ts';
import type { MigrationDefinition, StepDefinition } from '../../../migrations/define/definition.ts';
import { dataDefinition, dataMigration } from '../../support/data-migration.ts';

const RETIRE = retire({ quietFor: '7d' });
const WHOLE = weight({ percents: [100] });

/** The problems of a file with these steps, each with its path. */
function problemsOf(steps: readonly StepDefinition[], given: Partial<MigrationDefinition> = {}): readonly string[] {
  try {
    parseDefinition('0002-orders', 'f', defineMigration({ ...dataDefinition, steps, ...given }));
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').slice(1).map((line) => line.trim());
  }
}

test('a file with every step reads as written, with its defaults', () => {
  expect(dataMigration.steps.filter(({ kind }) => ['sync', 'backfill', 'verify-data', 'cutover', 'reverse'].includes(kind))).toEqual([
    { kind: 'sync', lagBelowMs: 5_000, soakMs: 0 },
    { kind: 'backfill', quarantineAtMost: 0, soakMs: 0 },
    { kind: 'verify-data', soakMs: 0 },
    { kind: 'cutover', lagBelowMs: 1_000, soakMs: 600_000, gates: [] },
    { kind: 'reverse', soakMs: 604_800_000, gates: [] },
  ]);
  expect(dataMigration.data).toMatchObject({ from: 'LEGACY_DATABASE_URL', to: 'ORDERS_DATABASE_URL', tables: [{ table: 'orders', key: ['id'], targets: [{ table: 'orders', key: ['id'] }] }, { table: 'order_items', key: ['order_id', 'product_id'] }] });
});

test('a table that is not told otherwise keeps its rows as they are, both ways', () => {
  const target = dataMigration.data?.tables[0]?.targets[0];
  expect(target?.forward({ id: 1, total_cents: 5 })).toEqual({ id: 1, total_cents: 5 });
  expect(target?.back({ id: 1, total_cents: 5 })).toEqual({ id: 1, total_cents: 5 });
});

test('a table is split by several targets, each with its own words', () => {
  type Customer = { readonly id: number; readonly name: string; readonly street: string | null };
  const to = [
    into('people', { key: 'id', forward: ({ id, name }: Customer) => ({ id, full_name: name }), back: ({ id, full_name }) => ({ id, name: full_name }) }),
    into('addresses', { key: 'person_id', forward: ({ id, street }: Customer) => (street === null ? undefined : { person_id: id, street }), back: ({ person_id, street }) => ({ id: person_id, street }) }),
  ];
  const migration = parseDefinition('0002-orders', 'f', defineMigration({ ...dataDefinition, data: data({ from: 'A', to: 'B', tables: [table('customers', { key: 'id', to })] }) }));
  const targets = migration.data?.tables[0]?.targets ?? [];
  const forward = targets.map(({ table: name, forward: map }) => [name, map({ id: 7, name: 'Ada', street: null })]);
  expect(forward).toEqual([['people', { id: 7, full_name: 'Ada' }], ['addresses', undefined]]);
  expect(targets.map(({ back }) => back({ id: 7, full_name: 'Ada', person_id: 7, street: 'Lane' }))).toEqual([{ id: 7, name: 'Ada' }, { id: 7, street: 'Lane' }]);
});

test.each<[string, readonly StepDefinition[], readonly string[]]>([
  ['cutover without sync, backfill and comparison', [front(), cutover()], [
    'steps[1]: cutover() needs sync() before it: a change that is made while rows are copied would be missed',
    'steps[1]: cutover() needs backfill() before it: only changes since sync() would be in the candidate’s store',
    'steps[1]: cutover() needs verifyData() before it: nobody would know whether both stores are equal',
  ]],
  ['backfill before capture is on', [front(), backfill(), sync()], ['steps[1]: backfill() needs sync() before it: a change that is made while rows are copied would be missed']],
  ['weight before cutover', [front(), sync(), backfill(), verifyData(), WHOLE, cutover()], ['steps[4]: weight() needs cutover() before it: it sends callers past the proxy to a candidate that does not own the writes yet']],
  ['comparison after the way back began', [front(), sync(), backfill(), cutover(), reverse({ soak: '1d' }), verifyData()], [
    'steps[3]: cutover() needs verifyData() before it: nobody would know whether both stores are equal',
    'steps[4]: reverse() needs verifyData() before it: nobody would know whether both stores are equal',
  ]],
  ['retirement with nobody’s word on the way back', [front(), sync(), backfill(), verifyData(), cutover(), WHOLE, RETIRE], [
    'steps[6]: retire() needs reverse() before it: retiring ends the flow back, and with it every way back, so say how long it must have gone well: reverse({ soak: \'7d\' })',
  ]],
  ['a step twice', [front(), sync(), sync()], ['steps[2]: sync() is there twice']],
  ['a step after the end', [front(), sync(), backfill(), verifyData(), cutover(), WHOLE, RETIRE, reverse({ soak: '1d' })], [
    'steps[6]: retire() needs reverse() before it: retiring ends the flow back, and with it every way back, so say how long it must have gone well: reverse({ soak: \'7d\' })',
    'steps[7]: reverse() cannot come after retire(), which ends the movement of data',
  ]],
  ['data that no step moves', [front(), cohort({ percents: [10] })], ['data: no step moves it: add sync(), backfill(), verifyData(), cutover() and reverse(), or take it out']],
])('%s is refused, with every problem and its remedy', (_, steps, problems) => {
  expect(problemsOf(steps)).toEqual(problems);
});

test('steps without data have nothing to move', () => {
  const { data: _, ...rest } = dataDefinition;
  expect(() => parseDefinition('0002-orders', 'f', defineMigration({ ...rest, steps: [front(), sync(), backfill()] }))).toThrow(
    'steps[1]: sync() has nothing to move: say what with `data`\n  steps[2]: backfill() has nothing to move: say what with `data`',
  );
});

test('routing steps keep their own order, whatever stands between them', () => {
  expect(problemsOf([sync(), front(), backfill(), verifyData(), cohort({ percents: [1] }), cutover(), reverse({ soak: '1d' }), RETIRE])).toEqual([
    'steps[0]: the first step must be front(), not sync(): the proxy has to take the traffic before anything can be done with it',
    'steps[7]: retire() needs a weight() before it whose last percentage is 100',
  ]);
});

test('what is said of data is read whole, and each problem has its place', () => {
  const bad = data({ from: 'postgres://u:p@h/db', to: 'postgres://u:p@h/db', tables: [table('orders; drop table orders', { key: [] }), table('orders', { key: ['id', 'id'] })] });
  expect(problemsOf(dataDefinition.steps, { data: bad })).toEqual([
    'data.from: is no name of an environment variable such as LEGACY_DATABASE_URL; the URL itself must not stand in a file',
    'data.to: is no name of an environment variable such as LEGACY_DATABASE_URL; the URL itself must not stand in a file',
    'data.tables[0].table: is no name of a table such as orders or shop.orders',
    expect.stringContaining('data.tables[0].key'),
    expect.stringContaining('data.tables[1].key'),
    'data.to: is the variable that `from` names too: a store cannot be moved onto itself',
  ]);
});

test('a store is not moved onto itself, and a table is named once', () => {
  const twice = data({ from: 'A', to: 'A', tables: [table('orders', { key: 'id' }), table('orders', { key: 'id' })] });
  expect(problemsOf(dataDefinition.steps, { data: twice })).toEqual([
    'data.tables: names a table of legacy’s twice: give it several targets with `to: [into(…), into(…)]`',
    'data.to: is the variable that `from` names too: a store cannot be moved onto itself',
  ]);
});

test('changes are captured by the outbox, by replication where that is said, and by nothing else', () => {
  expect(dataMigration.data?.capture).toBe('outbox');
  const tables = [table('orders', { key: 'id' })];
  expect(parseDefinition('0002-orders', 'f', defineMigration({ ...dataDefinition, data: data({ from: 'A', to: 'B', capture: 'replication', tables }) })).data?.capture).toBe('replication');
  expect(problemsOf(dataDefinition.steps, { data: data({ from: 'A', to: 'B', capture: 'wal' as never, tables }) })).toEqual([expect.stringContaining('data.capture')]);
});

test('a mapping that is no function is refused', () => {
  const mapped = data({ from: 'A', to: 'B', tables: [table('orders', { key: 'id', to: { ...into('o', { key: 'id', forward: (row) => row, back: (row) => row }), back: 'x' as never } })] });
  expect(problemsOf(dataDefinition.steps, { data: mapped })).toEqual([expect.stringContaining('data.tables[0].to')]);
});
