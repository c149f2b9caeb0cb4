import { expect, test } from '@jest/globals';
import { parseFile } from '../../../migrations/files/parse-definition.ts';
import { resolveAfter } from '../../../migrations/files/resolve-after.ts';
import { exampleDefinition } from '../../support/example-migration.ts';

const file = (name: string, after: readonly string[]) => parseFile(`000-${name}`, 'a file', { ...exampleDefinition, group: { kind: 'route-group', name, patterns: [`/${name}`] }, after });
const resolve = (orders: Readonly<Record<string, readonly string[]>>) => resolveAfter(Object.entries(orders).map(([name, after]) => file(name, after)), 'migrations');

test('a name alone means the last stop, a name with a stop that stop or any past it', () => {
  const [, orders, pages] = resolve({ catalog: [], orders: ['catalog'], pages: ['catalog@weight:50', 'orders'] });
  expect(orders?.after).toEqual([{ text: 'catalog', migration: '000-catalog', reached: ['retire'] }]);
  expect(pages?.after?.map(({ reached }) => reached)).toEqual([['weight:50', 'weight:100', 'retire'], ['retire']]);
});

test.each([
  ['an unknown group', { orders: ['catalog'] }, 'no migration moves a route group "catalog"'],
  ['an unknown stop', { catalog: [], orders: ['catalog@weight:51'] }, '000-catalog has no such stop; it has start, deploy'],
  ['itself', { orders: ['orders'] }, 'orders after orders'],
  ['a circle', { pages: ['orders'], catalog: ['pages@weight:10'], orders: ['catalog'] }, 'pages after orders after catalog after pages'],
])('%s is refused', (_, orders, words) => {
  expect(() => resolve(orders)).toThrow(expect.objectContaining({ code: 'MIGRATION_INVALID', message: expect.stringContaining(words) }));
});

test('what is no name, or no window, is refused with its place', () => {
  expect(() => file('orders', ['Catalog!'])).toThrow(/after\[0\]: is neither a route group/);
  expect(() => parseFile('0001-a', 'a file', { ...exampleDefinition, windows: ['always'] })).toThrow(/windows\[0\]: is no window/);
});

test('windows are read, and none is not the same as not to say', () => {
  expect(parseFile('0001-a', 'a file', { ...exampleDefinition, windows: ['mon-fri 09:00-17:00 Europe/Berlin'] }).migration.windows).toMatchObject([{ from: 540, to: 1020, zone: 'Europe/Berlin' }]);
  expect(parseFile('0001-a', 'a file', { ...exampleDefinition, windows: [] }).migration.windows).toEqual([]);
  expect(parseFile('0001-a', 'a file', exampleDefinition).migration).not.toHaveProperty('windows');
});
