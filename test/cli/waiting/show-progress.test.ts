import { expect, test } from '@jest/globals';
import { showProgress } from '../../../cli/waiting/show-progress.ts';

test('what takes more than two seconds tells how far it is, its rate and the time left, four times a second', () => {
  let now = 0;
  const shown: string[] = [];
  const tell = showProgress({ progress: (text) => void shown.push(text), now: () => now }, 'requests');
  for (now = 100; now <= 2_400; now += 100) tell(now / 8_000, 2 * now);
  expect(shown).toEqual(['25 %, 4,000 requests, 2,000 a second, 6 s left', '29 %, 4,600 requests, 2,000 a second, 5.7 s left']);
});

test('where nobody knows how much there is, it tells how many and how fast', () => {
  let now = 0;
  const shown: string[] = [];
  const tell = showProgress({ progress: (text) => void shown.push(text), now: () => now }, 'exchanges');
  now = 3_000;
  tell(undefined, 90);
  expect(shown).toEqual(['90 exchanges, 30 a second']);
});
