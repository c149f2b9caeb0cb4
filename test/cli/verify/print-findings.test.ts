import { expect, test } from '@jest/globals';
import { paintLine } from '../../../cli/terminal/lines.ts';
import { findingLines, summaryOf } from '../../../cli/verify/print-findings.ts';
import { finding, group } from '../../../migrations/verify/finding.ts';

const shown = (findings: Parameters<typeof findingLines>[0], width = Infinity) => findingLines(findings, 0, width).map((line) => paintLine(line, Infinity, false));
const calls = [...Array.from({ length: 9 }, (_, n) => finding(`read ${n}`, 'ok', 'allowed')), finding('make one', 'skip', 'cannot be shown'), finding('make two', 'skip', 'cannot be shown'), finding('delete', 'ng', 'refused')];

test('a few are told one by one', () => {
  expect(shown([group('quotas', [finding('rules', 'ok', '1 of 100'), finding('priorities', 'ng', 'none is free')])])).toEqual(['NG   quotas: 1 of 2 good, 1 not', '  OK   rules: 1 of 100', '  NG   priorities: none is free']);
});

test('of many, the good ones are only counted, and those of which the same is said share a line', () => {
  expect(shown([group('permissions', calls)])).toEqual(['NG   permissions: 9 of 12 good, 1 not, 2 not told', '  SKIP make one, make two: cannot be shown', '  NG   delete: refused']);
});

test('a long one is broken between words beneath itself, and steers no terminal', () => {
  expect(shown([finding('changing flags', 'skip', 'cannot be shown without\u001B[31m changing one')], 34)).toEqual(['SKIP changing flags: cannot be', '     shown without\\u001b[31m', '     changing one']);
});

test('the last line names everything that is not as it must be, wherever it stands', () => {
  expect(summaryOf([finding('configuration', 'ok', ''), group('AWS', [group('permissions', calls), finding('listener', 'ng', '')])])).toBe('Not as Banyan needs it: delete, listener.');
  expect(summaryOf([finding('configuration', 'ok', ''), finding('access log', 'skip', '')])).toBe('All that can be told is as Banyan needs it.');
});
