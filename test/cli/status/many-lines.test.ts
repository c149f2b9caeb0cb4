import { expect, test } from '@jest/globals';
import { paintLine } from '../../../cli/terminal/lines.ts';
import { manyLines } from '../../../cli/status/many-lines.ts';
import type { MigrationStatus } from '../../../cli/status/read-status.ts';
import { cells } from '../../../cli/terminal/text-cells.ts';
import { NOW, status, world } from './example-status.ts';

const shown = (all: readonly MigrationStatus[], width = 80) => manyLines(all, NOW, width).map((line) => paintLine(line, Infinity, false));
const groupAt = (group: string, change: Partial<MigrationStatus>): MigrationStatus => ({ ...status, group, ...change });

const rolledBack = groupAt('orders', { stop: 'deploy', standing: { kind: 'rolled-back', because: 'from cohort:10 by ana@host: prices look wrong' }, world: { ...world, served: null } });
const held = groupAt('reviews', { standing: { kind: 'restrained', because: 'hold: ana@host: price change on Friday' } });
const begun = groupAt('shipping', { stop: 'start', moved: null, standing: { kind: 'not-begun', because: 'all traffic goes where it went' }, world: { ...world, served: null } });

test('a line each, those that need somebody first and with the reason, the worst of them before the others', () => {
  expect(shown([status, held, begun, rolledBack])).toEqual([
    '4 route groups: 2 need somebody, 1 on the way, 1 at rest',
    '',
    'Needs somebody',
    '  orders    ROLLED BACK     deploy for 4 m → weight:50',
    '            from cohort:10 by ana@host: prices look wrong',
    '  reviews   HELD            cohort:10 for 4 m → weight:50  █████████▓ 10 %',
    '            hold: ana@host: price change on Friday',
    '',
    'On the way',
    '  catalog   WATCHING        cohort:10 for 4 m → weight:50  █████████▓ 10 %',
    '            parity: too early to tell; soak: 2 m of 10 m',
    '',
    'At rest',
    '  shipping  NOT BEGUN       start → weight:50',
    '',
    '█ legacy  ▓ candidate by cohort  ░ by weight; the figure is the candidate’s.',
    'One of them: banyan status GROUP. To stop it: banyan hold GROUP --why "…".',
    'To take its callers back to legacy: banyan rollback GROUP --why "…".',
  ]);
});

test('the next stop is told of all or of none, and what keeps one on its way only of a few', () => {
  const long = groupAt('a-name-of-twenty-five-char', {});
  expect(shown([status, long]).filter((line) => line.includes('→'))).toEqual([]);
  expect(shown(Array.from({ length: 7 }, (_, n) => groupAt(`g${n}`, {}))).filter((line) => line.includes('soak'))).toEqual([]);
});

test('nobody is told to hold what has come to its end, or to take back what has no callers at the candidate', () => {
  const done = groupAt('done', { next: null, standing: { kind: 'finished', because: '' }, can: [] });
  expect(shown([done, done]).at(-1)).toBe('One of them: banyan status GROUP.');
});

test('what the bars mean is told where there are any', () => {
  expect(shown([status]).join('\n')).toContain('█ legacy');
  expect(shown([begun]).join('\n')).not.toContain('█ legacy');
});

test('thirty groups with names as long as they may be fit on a screen of 80 columns and 50 rows', () => {
  const thirty = Array.from({ length: 30 }, (_, n) => groupAt(`a-name-of-twenty-cha${n}`, n === 7 ? { standing: { kind: 'failing', because: 'error-rate: '.repeat(40) } } : { stop: 'weight:100' }));
  const lines = shown(thirty);
  expect(lines.length).toBeLessThan(50);
  expect(lines.filter((line) => cells(line) > 80)).toEqual([]);
  expect(lines[0]).toBe('30 route groups: 1 needs somebody, 29 on the way');
  expect(lines[3]).toContain('FAILING');
});

test('a group whose journal cannot be read stands among the others', () => {
  const lost = groupAt('lost', { stop: null, next: null, moved: null, standing: { kind: 'unknown', because: 'JOURNAL_UNREADABLE: 000007.json is not JSON' }, world: { unknown: 'JOURNAL_UNREADABLE' } });
  expect(shown([status, lost]).slice(2, 5)).toEqual(['Needs somebody', '  lost     CANNOT BE READ  ?', '           JOURNAL_UNREADABLE: 000007.json is not JSON']);
});
