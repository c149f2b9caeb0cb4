import { expect, test } from '@jest/globals';
import { askTargetHealth } from '../../../migrations/gates/target-health.ts';
import { reading } from './reading.ts';

test.each([
  [2, 2, 'open', '2 of 2 targets healthy, at least 2 needed'],
  [3, 4, 'open', '3 of 4 targets healthy, at least 2 needed'],
  [1, 2, 'held', '1 of 2 targets healthy, at least 2 needed'],
  [0, 2, 'failed', '0 of 2 targets healthy'],
  [0, 0, 'held', 'the candidate has no targets'],
  [3, 2, 'held', undefined],
  [-1, 2, 'held', undefined],
  [Number.NaN, 2, 'held', undefined],
])('%d healthy of %d is %s', (healthy, total, state, because) => {
  const verdict = askTargetHealth({ kind: 'target-health', atLeast: 2 }, reading({ targets: { healthy, total } }));
  expect(verdict.state).toBe(state);
  if (because) expect(verdict).toMatchObject({ because, evidence: { healthy, total, atLeast: 2 } });
});

test('the proxies are not asked for it', () => {
  expect(askTargetHealth({ kind: 'target-health', atLeast: 2 }, reading({ proxies: { answered: 0, expected: 2 } })).state).toBe('open');
});
