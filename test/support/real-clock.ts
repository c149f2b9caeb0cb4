import type { Clock } from '../../migrations/ports/clock.ts';

export const realClock: Clock = {
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Time that runs so many times as fast. */
export function hastyClock(times: number): Clock {
  return { now: () => Date.now() * times, sleep: (ms) => realClock.sleep(ms / times) };
}
