import { describe, expect, test } from '@jest/globals';
import { GENERATED_PAGES, withTables } from '../../scripts/docs/pages.ts';
import { read } from '../support/source-files.ts';

test.each(Object.entries(GENERATED_PAGES))('%s is what the code says of itself (`npm run docs` writes it)', (name, written) => {
  expect(read(name)).toBe(written(read(name)));
});

describe('a page with places for tables', () => {
  const page = 'Before.\n\n<!-- one -->\nstale\n<!-- / -->\n\nAfter.\n';

  test('has each table in its place, and keeps what people wrote', () => {
    expect(withTables(page, { one: '| 1 |' })).toBe(page.replace('stale', '| 1 |'));
  });

  test('is refused where a table has no place, or a place no table', () => {
    expect(() => withTables(page, { one: '', two: '' })).toThrow('no place for two');
    expect(() => withTables(page, {})).toThrow('no table for the place one');
  });
});
