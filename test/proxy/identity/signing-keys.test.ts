import { createPublicKey, sign, verify } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { deriveSigningKey } from '../../../proxy/identity/derive-key.ts';
import { createSigningKeys } from '../../../proxy/identity/signing-keys.ts';

const HOUR = 3_600_000;
const A = 'the first secret of all, thirty-two at least';
const B = 'the second secret, which takes over in time';
const keysAt = (now: number, ...secrets: [string, ...string[]]) => createSigningKeys({ secrets, rotateMs: HOUR, now: () => now });
const kids = (keys: ReturnType<typeof keysAt>) => keys.published().keys.map(({ kid }) => kid);

test('what the private key signs, the published one verifies', () => {
  for (let i = 0; i < 20; i++) {
    const { privateKey, publicKey } = deriveSigningKey(A, `purpose ${i}`);
    const signature = sign('sha256', Buffer.from('hello'), privateKey);
    expect(verify('sha256', Buffer.from('hello'), createPublicKey({ key: publicKey, format: 'jwk' }), signature)).toBe(true);
  }
});

test('every proxy that has the secret has the same keys, and nobody else', () => {
  expect(keysAt(7 * HOUR, A).published()).toEqual(keysAt(7 * HOUR + HOUR - 1, A).published());
  expect(kids(keysAt(7 * HOUR, B))).not.toEqual(expect.arrayContaining([kids(keysAt(7 * HOUR, A))[0]]));
});

test('a key is published a period before it signs, and one after', () => {
  const { kid } = keysAt(7 * HOUR, A).current();
  const published = [5, 6, 7, 8, 9].map((hour) => kids(keysAt(hour * HOUR, A)).includes(kid));
  expect(published).toEqual([false, true, true, true, false]);
  expect(keysAt(8 * HOUR, A).current().kid).not.toBe(kid);
});

test('secrets are changed without a gap: first both are published, then the new one signs, then the old one goes', () => {
  const [before, both, after] = [keysAt(HOUR, A), keysAt(HOUR, A, B), keysAt(HOUR, B, A)];
  expect(both.current().kid).toBe(before.current().kid);
  expect(kids(both)).toContain(after.current().kid);
  expect(kids(after)).toContain(before.current().kid);
});

test('nothing secret is published', () => {
  for (const key of keysAt(HOUR, A, B).published().keys) expect(Object.keys(key).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
});

test('a clock that runs on for years keeps few keys and the right ones', () => {
  const clock = { now: 0 };
  const keys = createSigningKeys({ secrets: [A], rotateMs: HOUR, now: () => clock.now });
  for (; clock.now < 200 * HOUR; clock.now += HOUR / 2) expect(keys.published().keys.map(({ kid }) => kid)).toContain(keys.current().kid);
});
