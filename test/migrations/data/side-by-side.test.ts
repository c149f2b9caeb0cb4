import { expect, test } from '@jest/globals';
import { chunkOf, lineOf } from '../../../migrations/data/row-text.ts';
import type { Part } from '../../../migrations/data/route.ts';
import type { TextRow } from '../../../migrations/data/rows.ts';
import { sideBySide } from '../../../migrations/data/side-by-side.ts';

const PART: Part = { table: 'people', key: ['id'], map: (row) => row, unmap: (row) => row, whole: true };
const theirs = (rows: readonly TextRow[]) => chunkOf([{ name: 'id', kind: 'integer' }, { name: 'is_new', kind: 'boolean' }, { name: 'name', kind: 'text' }], Buffer.from(rows.map(lineOf).join('')));
const mapped = (rows: readonly TextRow[]) => (rows.length === 0 ? [] : [{ part: PART, columns: ['name', 'id', 'is_new'], rows, origins: rows.map(([, id]) => [`of ${id}`]) }]);
const FOUR: readonly TextRow[] = [['a\tb', '1', 'true'], ['\\N', '2', 'false'], [null, '3', null], ['d', '4', 'true']];
const THERE: readonly TextRow[] = [['1', 't', 'a\tb'], ['2', 'f', '\\N'], ['3', null, null], ['4', 't', 'd']];

test.each([
  ['all are alike, in whatever words booleans are', FOUR, THERE, { unlike: [], extra: [], after: ['4'] }],
  ['more comes behind them', FOUR, [...THERE, ['5', 'f', 'e']], { unlike: [], extra: [], after: ['4'] }],
  ['one has other values', FOUR, [...THERE.slice(0, 1), ['2', 't', '\\N'], ...THERE.slice(2)], { unlike: [['of 2']], extra: [], after: ['4'] }],
  ['null is no empty text', [['', '1', 'true'], ...FOUR.slice(1)], [['1', 't', null], ...THERE.slice(1)], { unlike: [['of 1']], extra: [], after: ['4'] }],
  ['one is missing, and the one behind them has come up', FOUR, [...THERE.slice(1), ['5', 'f', 'e']], { unlike: [['of 1']], extra: [['5']], after: ['4'] }],
  ['one is between them that nothing was mapped to: the last has gone out of sight and is asked for', FOUR, [...THERE.slice(0, 3), ['33', 'f', 'x'], ...THERE.slice(3)], { unlike: [['of 4']], extra: [['33']], after: ['4'] }],
  ['nothing is mapped', [], THERE, { unlike: [], extra: [], after: ['0'] }],
  ['the other side has come to its end', FOUR, [], { unlike: [['of 1'], ['of 2'], ['of 3'], ['of 4']], extra: [], after: ['4'] }],
  ['the keys come in another order', FOUR, [['9', 't', 'x'], ['8', 't', 'x'], ['7', 't', 'x'], ['1', 't', 'a\tb']], 'apart'],
] as const)('%s', (_what, ours, others, expected) => {
  expect(sideBySide(PART, mapped(ours), theirs(others), ['0'])).toEqual(expected);
});

test('nothing follows where rows of one table have different columns, or others write the row too', () => {
  expect(sideBySide(PART, [...mapped(FOUR), ...mapped(FOUR)], theirs(THERE), null)).toBe('apart');
  expect(sideBySide({ ...PART, whole: false }, mapped(FOUR), theirs(THERE), null)).toBe('apart');
});
