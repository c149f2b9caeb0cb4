import { expect, test } from '@jest/globals';
import { breakLine, cells, cut, wrap } from '../../../cli/terminal/text-cells.ts';

test.each([
  ['abc', 3],
  ['▁█✓', 3],
  ['é', 1],
  ['日本', 4],
  ['🚀', 2],
  ['', 0],
])('%j takes %j cells', (text, width) => expect(cells(text)).toBe(width));

test.each([
  ['abcdef', 6, 'abcdef'],
  ['abcdef', 5, 'abcd…'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'],
  ['abc', 1, '…'],
  ['abc', 0, ''],
])('%j in %j cells is %j', (text, width, shown) => expect(cut(text, width)).toBe(shown));

test.each([
  ['one two three', 7, Infinity, ['one two', 'three']],
  ['one two three four', 7, 2, ['one two', 'three …']],
  ['unbreakable', 5, Infinity, ['unbre', 'akabl', 'e']],
  ['a 日本語', 4, Infinity, ['a', '日本', '語']],
  ['日', 1, Infinity, ['日']],
  ['', 5, 2, []],
])('%j in lines of %j, %j at most', (text, width, most, lines) => expect(wrap(text, width, most)).toEqual(lines));

test.each([
  ['fits', 10, ['fits']],
  ['  - a line of words', 12, ['  - a line', '    of words']],
  ['see /a/very/long/path/name', 10, ['see', '  /a/very/', '  long/pat', '  h/name']],
  ['exactly so', 7, ['exactly', '  so']],
])('%j is broken into %j cells with what follows indented, and nothing is lost', (line, width, lines) => expect(breakLine(line, width)).toEqual(lines));
