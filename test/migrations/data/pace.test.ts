import { expect, test } from '@jest/globals';
import { FIRST_PACE, nextPace, type Pace } from '../../../migrations/data/pace.ts';

/** The pace after so many chunks of that many milliseconds a row. */
function after(chunks: number, msOfARow: number, from: Pace = FIRST_PACE): Pace {
  let pace = from;
  for (let i = 0; i < chunks; i++) pace = nextPace(pace, { rows: pace.rows, ms: pace.rows * msOfARow });
  return pace;
}

test('chunks grow to what the source reads in about 150 ms, and no further', () => {
  expect(after(20, 0.05).rows).toBe(3_000);
  expect(after(20, 0.000_1).rows).toBe(100_000);
  expect(after(20, 100).rows).toBe(50);
});

test('a source that takes its usual time is not rested for', () => {
  expect(after(20, 0.05).pauseMs).toBe(0);
});

test('where a row costs five times what it did at best, the mover rests for the excess, and no longer than two seconds', () => {
  const usual = after(20, 0.05);
  const [busy, stuck] = [nextPace(usual, { rows: 3_000, ms: 750 }), nextPace(usual, { rows: 3_000, ms: 60_000 })];
  expect(busy.pauseMs).toBeCloseTo(750 - 150, -1);
  expect(stuck.pauseMs).toBe(2_000);
});

test('a source that stays slow becomes the measure by and by', () => {
  expect(after(400, 0.25, after(20, 0.05)).pauseMs).toBe(0);
});

test('an empty chunk, which is the end of a table, says nothing', () => {
  const usual = after(20, 0.05);
  expect(nextPace(usual, { rows: 0, ms: 900 })).toBe(usual);
});
