import { describe, expect, test } from '@jest/globals';
import { paintLine } from '../../../cli/terminal/lines.ts';
import { renderWatch, type Size } from '../../../cli/watch/render-watch.ts';
import { LOOKING, type WatchView } from '../../../cli/watch/view.ts';
import { cells } from '../../../cli/terminal/text-cells.ts';

const AT = Date.parse('2026-03-01T14:02:11Z');
const held = { gate: 'parity', state: 'held', because: '12 of 340 answers differ (3.5 %), 1 % is the bound: too early to tell for the sessions that were seen so far', evidence: {} } as const;
const view: WatchView = {
  summary: {
    group: 'catalog',
    migration: '0001-catalog',
    stop: 'cohort:10',
    stops: ['start', 'deploy', 'front', 'shadow', 'cohort:10', 'cohort:50', 'weight:50', 'weight:100', 'retire'],
    next: 'cohort:50',
    since: AT - 240_000,
    standing: { kind: 'watching', because: `parity: ${held.because}` },
    asked: { legacy: 90, cohort: 10, direct: 0 },
    measured: { legacy: 181, cohort: 19, direct: 0 },
    can: ['hold', 'rollback'],
  },
  detail: {
    patterns: [],
    gates: [{ ...held, progress: null }, { gate: 'soak', state: 'open', because: '10 m of 10 m', evidence: {}, progress: null }],
    left: [],
    drift: [],
    asked: [],
    measured: Array.from({ length: 200 }, (_, index) => ({ at: AT - index, legacy: 200 - index, cohort: index, direct: 0 })),
    comparisons: null,
    differences: { sentences: [], groups: [], routes: [] } as never,
    data: null,
    rollBacks: [{ at: AT - 3_600_000, who: 'ana', why: 'prices', from: 'shadow', times: { overrideMs: 90, flagMs: 120, ruleMs: 410, lastRequestMs: 650, lastRequest: '' }, settledMs: 700 }],
    journal: { length: 30, decisions: [], lines: Array.from({ length: 30 }, (_, number) => ({ number, at: AT - 60_000 - number, who: 'ana@host', kind: 'verdict' as const, what: `asked the gates of stop ${number}`, why: 'run', details: [], verdicts: [] })) },
  },
  now: AT,
  seenAt: AT - 500,
  failed: null,
  mode: LOOKING,
  told: '',
};
const shown = (each: WatchView, size: Size) => renderWatch(each, size).map((line) => paintLine(line, size.columns, false));

describe.each([
  [80, 24],
  [140, 40],
  [40, 12],
  [20, 5],
  [200, 80],
])('%d × %d', (columns, rows) => {
  test('is filled exactly, and nothing is wider than it', () => {
    const lines = shown(view, { columns, rows });
    expect(lines).toHaveLength(rows);
    expect(lines.filter((line) => cells(line) > columns)).toEqual([]);
    // Whatever gives way, these do not.
    expect(lines[0]).toContain('banyan watch');
    expect(lines.at(-1)).toContain('h hold');
  });
});

test('at 80 × 24 it says where, why, how far, who is served, what the gates count, what drifted, how long the way back took, and what was written last', () => {
  const text = shown(view, { columns: 80, rows: 24 });
  expect(text.slice(0, 4)).toEqual([
    'banyan watch  catalog                                14:02:11 UTC, seen just now',
    'WATCHING  at cohort:10 for 4 m, next cohort:50',
    '  parity: 12 of 340 answers differ (3.5 %), 1 % is the bound: too early to tell',
    '  for the sessions that were seen so far',
  ]);
  expect(text).toContain('✓ start  ✓ deploy  ✓ front  ✓ shadow  ▶ cohort:10  · cohort:50  · weight:50  ');
  expect(text).toContain('split legacy 90.5 % · candidate 9.5 % by cohort, 0.0 % by weight');
  expect(text.join('\n')).toContain('asked: candidate 10 %');
  expect(text.find((line) => line.startsWith('… parity'))).toMatch(/^… parity {9}12 of 340 answers differ/);
  expect(text).toContain('✓ soak           10 m of 10 m');
  expect(text).toContain('drift none');
  expect(text.find((line) => line.startsWith('back'))).toContain('at 13:02:11 from shadow: flag 120 ms, rule 410 ms, last request 650 ms (');
  expect(text).toContain('14:01:11 ana asked the gates of stop 0  run');
  expect(text.at(-1)).toBe('h hold  b roll back  q quit, which changes nothing');
});

test.each<[string, Partial<WatchView>, string]>([
  ['a reason being written', { mode: { kind: 'reason', act: 'rollback', why: 'prices' } }, 'Why roll back catalog? prices'],
  ['the question before it is done', { mode: { kind: 'confirm', act: 'rollback', why: 'prices' } }, 'y rolls catalog back from cohort:10 to legacy, any other key does not  (prices)'],
  ['what is under way', { mode: { kind: 'acting', act: 'hold' } }, 'hold: under way …'],
])('the lowest line shows %s', (_, change, words) => expect(shown({ ...view, ...change }, { columns: 100, rows: 24 }).at(-1)).toContain(words));

test('what came of the last thing done stands above the keys', () => {
  expect(shown({ ...view, told: 'Held at cohort:10.' }, { columns: 80, rows: 24 }).slice(-2)).toEqual(['Held at cohort:10.', 'h hold  b roll back  q quit, which changes nothing']);
});

test('drift stands there by name', () => {
  expect(shown({ ...view, detail: { ...view.detail, drift: ['rule 100: weights 0/100, should be 90/10'] } }, { columns: 80, rows: 24 })).toContain('drift rule 100: weights 0/100, should be 90/10');
});

test('a look that failed is said, with how old what is shown is', () => {
  expect(shown({ ...view, failed: 'AWS does not answer', seenAt: AT - 65_000 }, { columns: 80, rows: 24 })[0]).toMatch(/cannot look since 1\.1 m: AWS does not answer$/);
});

test('a journal that cannot be read leaves no position to show', () => {
  const lines = shown({ ...view, summary: { ...view.summary, stop: null, next: null, since: null, asked: null, measured: null, standing: { kind: 'unknown', because: 'JOURNAL_UNREADABLE: broken' } } }, { columns: 80, rows: 24 });
  expect(lines[1]).toBe('CANNOT BE READ  nobody knows where it stands');
  expect(lines.join('\n')).toContain('nothing measured yet');
});

test('a gate that is held shows how far it has come where it tells, and one that is open does not', () => {
  const [gate] = view.detail.gates;
  const gates = [{ ...gate!, progress: { share: 0.45, words: '' } }, { ...gate!, gate: 'soak' as const, state: 'open' as const, progress: { share: 1, words: '' } }];
  const lines = shown({ ...view, detail: { ...view.detail, gates } }, { columns: 80, rows: 24 });
  expect(lines.find((line) => line.startsWith('… parity'))).toMatch(/^… parity {9}■■··· 12 of 340 answers/);
  expect(lines.find((line) => line.startsWith('✓ soak'))).toMatch(/^✓ soak {11}12 of 340 answers/);
});
