import { afterEach, expect, test } from '@jest/globals';
import { keepLooking, type KeptLooking } from '../../../dashboard/looking/keep-looking.ts';
import { realClock } from '../../support/real-clock.ts';
import { until } from '../../support/until.ts';

let looking: KeptLooking;
afterEach(() => looking.stop());

/** Looks that end when the test says so. */
function stoppable(options: { readonly unwatchedMs?: number } = {}) {
  const waiting: (() => void)[] = [];
  const failures: string[] = [];
  const count = { looks: 0 };
  looking = keepLooking({
    watchedMs: 5,
    unwatchedMs: options.unwatchedMs ?? 5,
    clock: realClock,
    failed: (because) => failures.push(because),
    async look() {
      count.looks += 1;
      await new Promise<void>((resolve) => waiting.push(resolve));
    },
  });
  return { count, failures, finish: async () => (await until(() => waiting.shift()))() };
}

test('however many watch and ask, one look is made for all of them', async () => {
  const { count, finish } = stoppable({ unwatchedMs: 60_000 });
  const told = Array.from({ length: 200 }, () => 0);
  await until(() => count.looks === 1 || undefined);
  told.forEach((_, n) => looking.watch(() => (told[n] = (told[n] ?? 0) + 1)));
  const asked = Array.from({ length: 200 }, () => looking.lookNow());
  await finish();
  await finish();
  await Promise.all(asked);
  expect(count.looks).toBeLessThanOrEqual(3);
  expect(new Set(told)).toEqual(new Set([2]));
  void finish();
});

test('who asks while a look is under way gets the next, which has seen what they have done', async () => {
  const { count, finish } = stoppable({ unwatchedMs: 60_000 });
  await until(() => count.looks === 1 || undefined);
  let isDone = false;
  const asked = looking.lookNow().then(() => (isDone = true));
  await finish();
  await until(() => count.looks === 2 || undefined);
  expect(isDone).toBe(false);
  await finish();
  await asked;
});

test('a watcher who comes while nobody watched need not wait for the long pause to end', async () => {
  const { count, finish } = stoppable({ unwatchedMs: 60_000 });
  await finish();
  looking.watch(() => undefined);
  await until(() => count.looks === 2 || undefined);
  await finish();
});

test('a look that fails is told, and the next one comes', async () => {
  const failures: string[] = [];
  let looks = 0;
  looking = keepLooking({
    watchedMs: 1,
    unwatchedMs: 1,
    clock: realClock,
    failed: (because) => failures.push(because),
    look: async () => {
      looks += 1;
      if (looks === 1) throw new Error('no network');
    },
  });
  await until(() => looks >= 3 || undefined);
  expect(failures).toEqual(['no network']);
});
