import type { Clock } from '../../migrations/ports/clock.ts';

/** A clock that stands still unless it is told to move. Whoever sleeps moves it, at once. */
export interface FakeClock extends Clock {
  advance(ms: number): void;
}

export function createFakeClock(start = 1_750_000_000_000): FakeClock {
  let now = start;
  return {
    now: () => now,
    advance(ms) {
      now += ms;
    },
    async sleep(ms) {
      now += ms;
    },
  };
}
