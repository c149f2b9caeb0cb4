import { expect, test } from '@jest/globals';
import { rollBacksIn } from '../../../dashboard/state/roll-backs.ts';
import { bareMark } from '../../../domain/mark.ts';
import type { JournalEntry } from '../../../domain/journal-entry.ts';

const at = (second: number) => `2026-03-01T12:00:${String(second).padStart(2, '0')}.000Z`;
const header = { who: 'ada', why: 'prices look wrong' };
const move = (second: number, how: 'advance' | 'roll-back', from: string, to: string): JournalEntry => ({ ...header, at: at(second), kind: 'moved', how, from, to, verdicts: [], mark: bareMark(0) });
const settled = (second: number): JournalEntry => ({ ...header, at: at(second), kind: 'outcome', stop: 'deploy', left: [] });
const timed = (second: number): JournalEntry => ({ ...header, at: at(second), kind: 'timed', stop: 'deploy', overrideMs: 41, flagMs: 120, ruleMs: 310, lastRequestMs: 290, lastRequest: 'through a proxy after 290 ms at the latest' });

test('each has its own times, and who took it back and why', () => {
  const entries = [move(0, 'advance', 'deploy', 'front'), move(1, 'roll-back', 'front', 'deploy'), settled(3), timed(5), move(6, 'advance', 'deploy', 'front'), move(8, 'roll-back', 'front', 'deploy'), settled(9)];
  expect(rollBacksIn(entries)).toEqual([
    { at: Date.parse(at(1)), ...header, from: 'front', times: { overrideMs: 41, flagMs: 120, ruleMs: 310, lastRequestMs: 290, lastRequest: 'through a proxy after 290 ms at the latest' }, settledMs: 2_000 },
    { at: Date.parse(at(8)), ...header, from: 'front', times: null, settledMs: 1_000 },
  ]);
});

test('one that is under way has no times, and one of a group that was back already is none', () => {
  expect(rollBacksIn([move(0, 'roll-back', 'deploy', 'deploy'), move(1, 'roll-back', 'front', 'deploy')])).toEqual([expect.objectContaining({ times: null, settledMs: null })]);
});
