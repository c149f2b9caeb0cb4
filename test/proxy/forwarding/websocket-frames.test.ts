import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createFrameBoundary } from '../../../proxy/forwarding/websocket-frames.ts';

const frame = fc.record({ size: fc.oneof(fc.nat(130), fc.integer({ min: 60_000, max: 70_000 })), masked: fc.boolean(), wide: fc.boolean() }).map(({ size, masked, wide }) => {
  const mask = masked ? 0x80 : 0;
  const length = wide || size > 65_535 ? Buffer.from([mask | 127, 0, 0, 0, 0, 0, size >> 16, (size >> 8) & 0xff, size & 0xff]) : size > 125 ? Buffer.from([mask | 126, size >> 8, size & 0xff]) : Buffer.from([mask | size]);
  return Buffer.concat([Buffer.from([0x82]), length, Buffer.alloc(masked ? 4 : 0, 1), Buffer.alloc(size, 0x88)]);
});

test('it is between frames where one has ended and the next has not begun, however they come in', () => {
  fc.assert(
    fc.property(fc.array(frame, { minLength: 1, maxLength: 4 }), fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1 }), (frames, cuts) => {
      const ends = new Set<number>([0]);
      let end = 0;
      for (const each of frames) ends.add((end += each.length));
      const bytes = Buffer.concat(frames);
      const boundary = createFrameBoundary();
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const next = Math.min(bytes.length, at + cuts[i % cuts.length]!);
        boundary.pass(bytes.subarray(at, next));
        at = next;
        expect(boundary.isBetween).toBe(ends.has(at));
      }
    }),
    { numRuns: 60 },
  );
});
