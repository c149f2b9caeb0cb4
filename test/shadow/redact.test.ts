import * as fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { createRedactor } from '../../shadow/redact.ts';
import { answer, compare, json, redactor } from './answers.ts';

/** What a difference at `$.<name>` shows of legacy's value. */
function shown(value: unknown, name = 'field'): string | null | undefined {
  return compare(json({ [name]: value }), json({ [name]: { other: true } })).differences[0]?.legacy;
}

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P';

describe('shown as it is', () => {
  test.each([
    [19.99, '19.99'],
    [-7, '-7'],
    [true, 'true'],
    [null, 'null'],
    ['', '""'],
    ['19.90', '"19.90"'],
    ['2026-03-01T12:00:00Z', '"2026-03-01T12:00:00Z"'],
    ['2026-03-01', '"2026-03-01"'],
  ])('%p', (value, expected) => {
    expect(shown(value)).toBe(expected);
  });

  test('a word under a name that has a fixed vocabulary', () => {
    expect(shown('in_stock', 'status')).toBe('"in_stock"');
    expect(shown('EUR', 'currency')).toBe('"EUR"');
    expect(shown('alice@example.com', 'status')).toMatch(/^string\(len 17, email\)#[\da-f]{8}$/);
  });
});

describe('taken out', () => {
  test.each([
    ['a word', 'Alice', /^string\(len 5\)#[\da-f]{8}$/],
    ['a UUID', '3f2504e0-4f89-41d3-9a0c-0305e82c3301', /^string\(len 36, uuid\)#[\da-f]{8}$/],
    ['an e-mail address', 'alice@example.com', /^string\(len 17, email\)#/],
    ['a JWT', JWT, /^string\(len \d+, jwt\)#/],
    ['a card number', '4111 1111 1111 1111', /^string\(len 19, card\)#/],
    ['a card number as a number', 4111111111111111, /^number\(len 16\)#/],
    ['a key', 'AKIAIOSFODNN7EXAMPLE1', /^string\(len 21, key\)#/],
    ['a telephone number that could be seconds', '4915112345', /^string\(len 10, digits\)#/],
    ['a telephone number as a number', 4915112345, /^number\(len 10\)#/],
    ['an object', { a: 1, b: 2 }, /^object\(2\)#/],
    ['an array', [1, 2, 3], /^array\(3\)#/],
  ])('%s', (_, value, expected) => {
    expect(compare(json({ field: value }), json({ field: true })).differences[0]?.legacy).toMatch(expected);
  });

  test.each(['password', 'accessToken', 'sessionId', 'card_last4', 'eMail', 'phoneNumber', 'dateOfBirth', 'street', 'ssn', 'otp', 'apiKey'])('everything below %s', (name) => {
    const { differences } = compare(json({ [name]: 1234, deep: { [name]: [{ x: '42' }] } }), json({ [name]: 1235, deep: { [name]: [{ x: '43' }] } }));
    expect(differences.map(({ legacy }) => legacy)).toEqual([expect.stringMatching(/^number\(len 4\)#/), expect.stringMatching(/^string\(len 2\)#/)]);
  });

  test('cookie values, and header values but for those of a fixed vocabulary', () => {
    const legacy = answer('', ['Set-Cookie: sid=s3cret; Path=/a', 'X-User: alice', 'Cache-Control: no-store']);
    const candidate = answer('', ['Set-Cookie: sid=; Path=/b', 'X-User: bob', 'Cache-Control: max-age=60']);
    const { differences } = compare(legacy, candidate);
    expect(differences.map(({ path, legacy }) => [path, legacy])).toEqual([
      ['header.x-user', expect.stringMatching(/^string\(len 5\)#/)],
      ['header.cache-control', '"no-store"'],
      ['cookie.sid', expect.stringMatching(/^cookie\(len 6\)#/)],
      ['cookie.sid.path', '"/a"'],
    ]);
  });
});

describe('request targets', () => {
  test.each([
    ['/api/products/42?page=2', '/api/products/42?page=2'],
    ['/api/products/blue-t-shirt', '/api/products/blue-t-shirt'],
    ['/orders/2026-03-01', '/orders/2026-03-01'],
    ['/api?sort=price&status=in_stock&flag', '/api?sort=price&status=in_stock&flag'],
  ])('%s is harmless', (target, expected) => {
    expect(redactor.target(target)).toBe(expected);
  });

  test.each([
    ['/users/alice@example.com', 'alice'],
    ['/users/alice%40example.com', 'alice'],
    ['/reset/3f2504e0-4f89-41d3-9a0c-0305e82c3301', '3f2504e0'],
    ['/reset-token/12345', '12345'],
    [`/verify/${JWT}`, 'eyJ'],
    ['/search?q=john+smith', 'john'],
    ['/search?q=john%20smith&token=12', '=12'],
    ['/login?alice@example.com', 'alice'],
    ['/pay/4111111111111111', '4111'],
    ['/x?next=/y?secret=hunter2', 'hunter2'],
  ])('%s does not show all', (target, secret) => {
    expect(redactor.target(target)).not.toContain(secret);
    expect(redactor.target(target)).toMatch(/#[\da-f]{8}/);
  });
});

const holding = (text: string) => json({ field: text, list: [text] }, [`X-Value: ${encodeURIComponent(text)}`, `Set-Cookie: c=${encodeURIComponent(text)}`]);

describe('whatever the secret', () => {
  const secret = fc.oneof(
    fc.emailAddress(),
    fc.uuid(),
    fc.base64String({ minLength: 24, maxLength: 60 }).filter((text) => /[a-z]/i.test(text)),
    fc.string({ minLength: 6, maxLength: 40 }).filter((text) => /[a-z]/i.test(text) && !/^[\d-]+T?[\d:.]*Z?$/.test(text)),
    fc.constantFrom('4111111111111111', '5500 0000 0000 0004', JWT),
  );

  test('it is nowhere in a comparison: neither in values nor in paths, route or request', () => {
    fc.assert(
      fc.property(secret, secret, (a, b) => {
        fc.pre(a !== b);
        const target = `/users/1?q=${encodeURIComponent(a)}`;
        const told = JSON.stringify(compare(holding(a), holding(b), {}, { target }));
        for (const text of [a, b]) expect(told).not.toContain(JSON.stringify(text).slice(1, -1));
        expect(told).not.toContain(encodeURIComponent(a));
      }),
      { numRuns: 200 },
    );
  });

  test('it is not in a path either where it is the key of a map and looks like a secret', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.uuid(), fc.constantFrom('4111111111111111', JWT)), (text) => {
        expect(compare(json({ map: { [text]: 1 } }), json({ map: { [text]: 2 } })).differences.map(({ path }) => path)).toEqual(['$.map{}']);
      }),
    );
  });

  test('equal stays equal and different different', () => {
    fc.assert(
      fc.property(secret, secret, (a, b) => {
        expect(shown(a) === shown(b)).toBe(a === b);
      }),
      { numRuns: 200 },
    );
  });
});

test('a redactor for tests shows texts, but not those that look like secrets', () => {
  const shows = createRedactor({ runKey: new Uint8Array(32), showTexts: true });
  expect(shows.text('$.name', 'Blue lamp')).toBe('"Blue lamp"');
  expect(shows.text('$.name', 'alice@example.com')).toMatch(/^string\(len 17, email\)#/);
  expect(shows.text('$.password', 'hunter2')).toMatch(/^string\(len 7\)#/);
});

test('another run has other digests', () => {
  const other = createRedactor({ runKey: new Uint8Array(32).fill(8) });
  expect(other.text('', 'Alice')).not.toBe(redactor.text('', 'Alice'));
  expect(other.hashStart).not.toEqual(redactor.hashStart);
});
