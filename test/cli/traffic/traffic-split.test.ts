import { expect, test } from '@jest/globals';
import { formatSplit, splitBar } from '../../../cli/traffic/traffic-split.ts';

test('a split is told in percent, and nothing seen as nothing seen', () => {
  expect(formatSplit({ legacy: 612, cohort: 98, direct: 290 })).toBe('legacy 61.2 % · candidate 9.8 % by cohort, 29.0 % by weight');
  expect(formatSplit({ legacy: 0, cohort: 0, direct: 0 })).toBe('no request seen');
});

test.each([
  [{ legacy: 1, cohort: 0, direct: 0 }, '██████████'],
  [{ legacy: 5, cohort: 2, direct: 3 }, '█████▓▓░░░'],
  [{ legacy: 0, cohort: 0, direct: 9 }, '░░░░░░░░░░'],
  [{ legacy: 0, cohort: 0, direct: 0 }, '··········'],
  [{ legacy: 1, cohort: 1, direct: 1 }, '███▓▓▓▓░░░'],
])('%j fills a bar of ten as %s', (split, bar) => {
  expect(splitBar(split, 10)).toBe(bar);
});
