import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readFrames } from '../../../../../sandbox/ecs/runtime/docker/output-frames.ts';

const frame = (printed: Buffer) => Buffer.concat([Buffer.from([1, 0, 0, 0]), Buffer.from([0, 0, printed.length >> 8, printed.length & 255]), printed]);
const bytes = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each));

test('what a container printed is put together again, however the stream was cut', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 6 }), fc.array(fc.nat(40), { minLength: 1, maxLength: 20 }), (printed, cuts) => {
      const stream = Buffer.concat(printed.map(frame));
      const seen: Buffer[] = [];
      const read = readFrames((piece) => seen.push(Buffer.from(piece)));
      for (let at = 0, turn = 0; at < stream.length; turn += 1) {
        const size = Math.max(1, cuts[turn % cuts.length] ?? 1);
        read(stream.subarray(at, at + size));
        at += size;
      }
      expect(Buffer.concat(seen)).toEqual(Buffer.concat(printed));
    }),
  );
});
