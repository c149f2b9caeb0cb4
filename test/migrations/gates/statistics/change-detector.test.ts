import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { logShiryaevRoberts } from '../../../../migrations/gates/statistics/change-detector.ts';
import { logAbove } from '../../../../migrations/gates/statistics/one-arm.ts';
import { randomFrom, tosses } from '../random.ts';

const nats = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { maxLength: 40 });

test('it is the sum, over every block at which a change may have come, of the evidence since', () => {
  fc.assert(
    fc.property(nats, (blocks) => {
      const sum = blocks.reduce((all, _, from) => all + Math.exp(blocks.slice(from).reduce((a, b) => a + b, 0)), 0);
      const found = Math.exp(logShiryaevRoberts(blocks));
      if (Number.isFinite(sum)) expect(Math.abs(found - sum)).toBeLessThanOrEqual(1e-9 * Math.max(1, sum));
    }),
  );
});

test('forgetting the oldest blocks only lowers it', () => {
  fc.assert(fc.property(nats, (blocks) => logShiryaevRoberts(blocks.slice(1)) <= logShiryaevRoberts(blocks) + 1e-9));
});

test('nothing seen is no alarm', () => {
  expect(logShiryaevRoberts([])).toBe(-Infinity);
});

test('while all is well it takes 100 blocks to reach 100, on average', () => {
  const random = randomFrom(11);
  const RUNS = 40;
  let blocks = 0;
  for (let run = 0; run < RUNS; run++) {
    const seen: number[] = [];
    // Given up after five times as long: that only shortens the mean.
    do seen.push(logAbove({ n: 200, sum: tosses(random, 200, 0.01) }, 0.01));
    while (seen.length < 500 && logShiryaevRoberts(seen) < Math.log(100));
    blocks += seen.length;
  }
  expect(blocks / RUNS).toBeGreaterThan(100);
});
