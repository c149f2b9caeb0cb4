import { expect, test } from '@jest/globals';
import { paintLine } from '../../../cli/terminal/lines.ts';
import { oneLines } from '../../../cli/status/one-lines.ts';
import type { MigrationStatus } from '../../../cli/status/read-status.ts';
import { cells } from '../../../cli/terminal/text-cells.ts';
import { NOW, status, world } from './example-status.ts';

const shown = (change: Partial<MigrationStatus> = {}, width = 80) => oneLines({ ...status, ...change }, NOW, width).map((line) => paintLine(line, width, false));

test('at 80 columns it says where the group stands, who is served, what holds it, how answers differ, what comes next, and how to stop it', () => {
  expect(shown()).toEqual([
    'catalog  WATCHING  at cohort:10 for 4 m',
    '  way       4 of 6 done: shadow → [cohort:10] → weight:50 → retire',
    '  served    ███████▓ legacy 90.0 % · candidate 10.0 % by cohort, 0.0 % by weight',
    '  held      parity: too early to tell',
    '            GET /a $.price: legacy 1, candidate 2, in 3 of 40 answers (7.5 %),',
    '            seen 14:02 UTC',
    '  held      soak: 2 m of 10 m',
    '  next      weight:50, once what is held is open: banyan run catalog waits',
    '  last move moved from shadow by ana@host 4 m ago (2026-05-01 11:56 UTC): run',
    '  to stop   banyan hold catalog --why "…"',
    '            banyan rollback catalog --why "…" takes its callers back to legacy',
  ]);
});

test.each([40, 60, 80, 200])('at %d columns no line is wider', (width) => {
  const lines = shown({}, width);
  expect(lines.filter((line) => cells(line) > width)).toEqual([]);
});

test('in colour, the standing and each gate have theirs', () => {
  const painted = oneLines(status, NOW, 80).map((line) => paintLine(line, Infinity, true));
  expect(painted[0]).toContain('\u001B[36mWATCHING');
  expect(painted.filter((line) => line.includes('\u001B[33mheld'))).toHaveLength(2);
});

test.each<[string, Partial<MigrationStatus>, string]>([
  ['drift is called so', { world: { ...world, differs: ['rule 100: 0/100'], drifted: true } }, '  drift     rule 100: 0/100'],
  ['what is not there yet is to do', { world: { ...world, differs: ['rule 100: create'] } }, '  to do     rule 100: create'],
  ['an approval names the command', { standing: { kind: 'asks', because: '' } }, '  next      weight:50, when somebody says so: banyan approve catalog --why "…"'],
  ['retiring too', { next: 'retire', standing: { kind: 'asks', because: '' } }, '  next      retire, when somebody says so: banyan retire catalog --yes'],
  ['what is held back is not asked to step', { standing: { kind: 'restrained', because: '' } }, '  next      weight:50, once what holds it is gone'],
  ['what has not begun and comes after another is not asked to step', { standing: { kind: 'not-begun', because: '' } }, '  next      weight:50, once it need not wait any more: banyan run catalog waits'],
  ['what has not begun and may is', { standing: { kind: 'not-begun', because: '' }, world: { ...world, gates: [] } }, '  next      weight:50, when you begin: banyan step catalog'],
  ['what somebody holds says how it goes on', { can: ['resume'] }, '  to stop   it is held; banyan resume catalog lets it go on'],
  ['a failed gate says what the next run does', { standing: { kind: 'failing', because: '' } }, '  next      weight:50, not now: a gate has failed, and the next banyan run'],
  ['the end is said to be it', { next: null, standing: { kind: 'finished', because: '' } }, '  next      nothing: it is the last stop'],
  ['a world that cannot be read says why', { world: { unknown: 'AWS_UNREACHABLE: gone' } }, '  unknown   AWS_UNREACHABLE: gone'],
  ['a journal that cannot be read leaves the place open', { stop: null, next: null, standing: { kind: 'unknown', because: '' }, world: { unknown: 'JOURNAL_UNREADABLE: gone' } }, '  next      nobody knows before its journal can be read'],
])('%s', (_, change, line) => expect(shown(change)).toContain(line));

test('a reason that is too long does not push the rest off the screen', () => {
  expect(shown({ world: { ...world, gates: [{ gate: 'hold', state: 'held', because: 'word '.repeat(2_000), evidence: {} }] } }).length).toBeLessThan(16);
});
