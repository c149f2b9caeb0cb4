import { expect, test } from '@jest/globals';
import { paintLine } from '../../../cli/terminal/lines.ts';

test('a line is cut at the width, whatever it is made of', () => {
  expect(paintLine(['ab', ['red', 'cdef'], 'gh'], 5, false)).toBe('abcd…');
  expect(paintLine(['ab', ['red', 'cd'], 'ef'], 4, true)).toBe('ab\u001B[31mcd\u001B[39m');
});

test('what would steer the terminal stands there as its number', () => {
  expect(paintLine(['why: \u001B[2J\r'], 40, true)).toBe('why: \\u001b[2J\\u000d');
});
