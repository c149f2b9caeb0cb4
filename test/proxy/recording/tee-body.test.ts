import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { joinTaps, type Tap } from '../../../proxy/recording/join-taps.ts';
import { teeBody } from '../../../proxy/recording/tee-body.ts';

const incoming = () => new IncomingMessage(new Socket());
const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

test('a body is copied on its way, whole once it is complete, and whoever reads it gets all of it', async () => {
  const req = incoming();
  const body = teeBody(req, 100);
  req.push(Buffer.from('one,'));
  expect(body.whole).toBeUndefined();
  req.push(Buffer.from('two'));
  req.push(null);
  expect(text(body.whole)).toBe('one,two');
  let read = '';
  for await (const piece of req) read += String(piece);
  expect(read).toBe('one,two');
});

test('one that is too large is not kept, and neither is one that had begun to come', () => {
  const large = incoming();
  const body = teeBody(large, 3);
  large.push(Buffer.from('four'));
  large.push(null);
  expect([body.whole, body.isTooLarge]).toEqual([undefined, true]);
  const begun = incoming();
  begun.push(Buffer.from('a'));
  const late = teeBody(begun, 100);
  begun.push(Buffer.from('b'));
  begun.push(null);
  expect([late.whole, late.isTooLarge]).toEqual([undefined, false]);
});

test('two who read along both get everything; one alone is asked as if there were no other', () => {
  const seen: string[] = [];
  const tap = (name: string): Tap => () => ({ piece: (bytes) => void seen.push(`${name} ${String(bytes)}`), end: () => void seen.push(`${name} end`), brokeOff: () => void seen.push(`${name} broke off`) });
  const reader = joinTaps(tap('a'), tap('b'))?.({} as never);
  reader?.piece(Buffer.from('x'));
  reader?.end([]);
  reader?.brokeOff();
  expect(seen).toEqual(['a x', 'b x', 'a end', 'b end', 'a broke off', 'b broke off']);
  const only = tap('c');
  expect([joinTaps(only, undefined), joinTaps(undefined, only), joinTaps(undefined, undefined)]).toEqual([only, only, undefined]);
  expect(joinTaps(only, () => undefined)?.({} as never)).toBeDefined();
});
