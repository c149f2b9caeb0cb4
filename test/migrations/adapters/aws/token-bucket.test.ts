import { expect, test } from '@jest/globals';
import { createTokenBucket } from '../../../../migrations/adapters/aws/token-bucket.ts';
import { createFakeClock } from '../../../fakes/fake-clock.ts';

/** A clock that stands still for those who sleep, and notes for how long they would. */
function watchedClock(): ReturnType<typeof createFakeClock> & { readonly slept: number[] } {
  const slept: number[] = [];
  return { ...createFakeClock(), slept, sleep: async (ms) => void slept.push(ms) };
}

test('a burst goes through at once, and after it each waits its turn', async () => {
  const clock = watchedClock();
  const bucket = createTokenBucket({ perSecond: 4, burst: 2, clock });
  for (let n = 0; n < 5; n++) await bucket.take();
  expect(clock.slept).toEqual([250, 500, 750]);
});

test('time fills the bucket, up to the burst', async () => {
  const clock = watchedClock();
  const bucket = createTokenBucket({ perSecond: 4, burst: 2, clock });
  await bucket.take();
  await bucket.take();
  clock.advance(250);
  await bucket.take();
  expect(clock.slept).toEqual([]);
  clock.advance(3_600_000);
  for (let n = 0; n < 3; n++) await bucket.take();
  expect(clock.slept).toEqual([250]);
});
