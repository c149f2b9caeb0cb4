import { expect, test } from '@jest/globals';
import { array, assert, boolean, constantFrom, double, integer, oneof, option, property, string, tuple, uint8Array } from 'fast-check';
import type { Row } from '../../../domain/data-mapping.ts';
import { LineWriter } from '../../../migrations/data/line-writer.ts';
import { mapToText } from '../../../migrations/data/map-to-text.ts';
import type { Part, Route } from '../../../migrations/data/route.ts';
import { RowReader } from '../../../migrations/data/row-reader.ts';
import { chunkOf, lineOf } from '../../../migrations/data/row-text.ts';
import { toRow, toText, type Column, type TextRow } from '../../../migrations/data/rows.ts';

const COLUMNS: readonly Column[] = [
  { name: 'id', kind: 'integer' },
  { name: 'big', kind: 'bigint' },
  { name: 'is_new', kind: 'boolean' },
  { name: 'image', kind: 'bytes' },
  { name: 'note', kind: 'text' },
];
const words = oneof(string({ maxLength: 80 }), string({ unit: constantFrom('\t', '\n', '\r', '\\', 'N', 'é', '😀', '\0', '.'), maxLength: 80 }));
const numbers = oneof(integer().map(String), constantFrom('0', '-1', '999999999999999', '1000000000000000', '9007199254740993', '-9223372036854775808'));
const bytes = uint8Array({ maxLength: 4 });
const rows = array(tuple(option(numbers), option(numbers), option(constantFrom('t', 'f')), option(bytes.map((each) => `\\x${Buffer.from(each).toString('hex')}`)), option(words)), { maxLength: 5 });
const chunk = (of: readonly TextRow[]) => chunkOf(COLUMNS, Buffer.from(of.map(lineOf).join('')));

test('whatever a store gives, a mapping sees in its words, and every row can be had as it came', () => {
  assert(
    property(rows, (given) => {
      const seen: [Row, TextRow][] = [];
      const reader = new RowReader(COLUMNS, chunk(given).text);
      for (let row = reader.next(); row; row = reader.next()) seen.push([row, reader.asText()]);
      expect(seen).toEqual(given.map((row) => [toRow(COLUMNS, row), row]));
    }),
  );
});

test('whatever a mapping gives, and in whatever order of the columns, is written as a store takes it', () => {
  const cell = oneof(words, integer(), integer({ min: -(2 ** 40), max: 2 ** 40 }), double(), constantFrom(-0, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, -(2 ** 31)), boolean(), constantFrom(null), bytes);
  assert(
    property(array(tuple(cell, cell, cell, boolean()), { maxLength: 5 }), (given) => {
      const lines = new LineWriter(['a', 'b', 'c'], 16);
      expect(given.map(([a, b, c, isInOrder]) => lines.write(isInOrder ? { a, b, c } : { b, c, a })).every(Boolean)).toBe(true);
      expect(lines.text().toString()).toBe(given.map(([a, b, c]) => lineOf([a, b, c].map(toText))).join(''));
    }),
  );
});

test('of a row that has other columns nothing is written', () => {
  const lines = new LineWriter(['a', 'b'], 16);
  const others: readonly Row[] = [{ a: 1 }, { a: 1, b: 2, c: 3 }, { a: 1, c: 3 }, { c: 3, a: 1 }, {}];
  expect([lines.write({ a: 1, b: 2 }), ...others.map((row) => lines.write(row)), lines.write({ b: 4, a: 3 })]).toEqual([true, false, false, false, false, false, true]);
  expect(lines.text().toString()).toBe('1\t2\n3\t4\n');
});

test('more than a buffer holds is written whole', () => {
  const lines = new LineWriter(['a', 'b'], 16);
  const long = 'é\t'.repeat(50_000);
  for (let i = 0; i < 3; i++) lines.write({ a: i, b: long });
  expect(lines.text().toString()).toBe([0, 1, 2].map((i) => lineOf([String(i), long])).join(''));
});

const PART: Part = { table: 'people', key: ['id'], map: (row) => row, unmap: (row) => row, whole: true };
const routeOf = (map: Part['map']): Route => ({ table: 'customers', key: ['id'], parts: [{ ...PART, map }] });
const THREE: readonly TextRow[] = [['1', '10', 't', null, 'a'], ['2', '20', 'f', null, 'b'], ['3', '30', null, null, 'c']];

test('rows with the same columns are one text, a row that a mapping throws at is told by its key, and one that goes nowhere is left out', () => {
  const route = routeOf(({ id, big, note }) => {
    if (id === 2) throw new Error('not this one');
    return id === 3 ? undefined : { id: id as number, big: big as number, note: note as string };
  });
  const { mapped, refused } = mapToText(route, chunk(THREE));
  expect(mapped.map(({ columns, text }) => [columns, text.toString()])).toEqual([[['id', 'big', 'note'], '1\t10\ta\n']]);
  expect(refused).toEqual([{ table: 'customers', key: ['2'], reason: 'not this one' }]);
});

test('rows with other columns are another text, and booleans are in a store’s words where its columns are known', () => {
  const route = routeOf(({ id, is_new }) => (id === 3 ? { id } : { is_new: is_new as boolean, id: id as number }));
  const there = [{ name: 'id', kind: 'integer' }, { name: 'is_new', kind: 'boolean' }] as const;
  const texts = (wanted?: typeof there) => mapToText(route, chunk(THREE), wanted && (() => wanted)).mapped.map(({ columns, text }) => [columns.join(), text.toString()]);
  expect(texts()).toEqual([['is_new,id', 'true\t1\nfalse\t2\n'], ['id', '3\n']]);
  expect(texts(there)).toEqual([['id,is_new', '1\tt\n2\tf\n'], ['id', '3\n']]);
});
