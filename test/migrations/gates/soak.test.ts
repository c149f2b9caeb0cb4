import { expect, test } from '@jest/globals';
import { askSoak } from '../../../migrations/gates/soak.ts';
import { ARRIVAL, MINUTE, reading } from './reading.ts';

test.each([
  [10 * MINUTE, 'open', '10 m at this stop, 10 m needed'],
  [4 * MINUTE, 'held', '4 m at this stop, 10 m needed: 6 m left'],
  [0, 'held', '0 ms at this stop, 10 m needed: 10 m left'],
  [-1, 'held', undefined],
  [Number.NaN, 'held', undefined],
])('%d ms after arrival it is %s', (passed, state, because) => {
  const verdict = askSoak({ kind: 'soak', ms: 10 * MINUTE }, reading({ now: ARRIVAL + passed }));
  expect(verdict.state).toBe(state);
  if (because) expect(verdict).toMatchObject({ because, evidence: { passedMs: passed, neededMs: 10 * MINUTE } });
});
