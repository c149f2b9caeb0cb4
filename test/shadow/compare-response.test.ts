import { randomBytes } from 'node:crypto';
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { answer, AT, compare, differing, json } from './answers.ts';

describe('status', () => {
  test.each([
    ['another class of status is the only difference', answer('a', ['X: 1']), answer('b', [], { status: 500 }), ['value status']],
    ['within a class the rest is compared too', answer('a'), answer('b', [], { status: 201 }), ['value status', 'value body']],
    ['two errors of the server agree in their status alone', answer('a', [], { status: 503 }), answer('b', ['X: 1'], { status: 503 }), []],
    ['two different errors of the server differ in their status alone', answer('a', [], { status: 500 }), answer('b', [], { status: 503 }), ['value status']],
    ['legacy confirming its own validator proves nothing about a full answer', answer('', [], { status: 304 }), answer('b'), []],
    ['the candidate confirming what legacy answers in full is a difference', answer('b'), answer('', [], { status: 304 }), ['value status']],
    ['answers without a body are equal', answer('', [], { status: 204 }), answer('', [], { status: 204 }), []],
    ['being turned away for asking too often is a difference of its own', answer('a', ['X: 1'], { status: 404 }), answer('slow down', ['Retry-After: 3'], { status: 429 }), ['value status']],
    ['the message means nothing', answer('', [], { statusMessage: 'OK' }), answer('', [], { statusMessage: 'Fine' }), []],
  ])('%s', (_, legacy, candidate, expected) => {
    expect(differing(compare(legacy, candidate))).toEqual(expected);
  });

  test('the answer to HEAD has no body, whatever its headers say', () => {
    const legacy = answer('', ['Content-Length: 5', 'Content-Encoding: gzip']);
    expect(differing(compare(legacy, answer('', ['Content-Length: 7']), {}, { method: 'HEAD' }))).toEqual([]);
  });

  test.each(['timeout', 'reset', 'refused', 'unreachable', 'malformed'] as const)('a shadow that failed by %s is a difference', (failed) => {
    expect(compare(answer(), { failed })).toMatchObject({
      equal: false,
      candidateStatus: null,
      differences: [{ path: 'status', kind: 'failed', legacy: '200', candidate: failed }],
    });
  });
});

describe('headers are equal', () => {
  test.each([
    ['hop-by-hop headers', ['Connection: keep-alive, X-Hop', 'X-Hop: 1', 'Keep-Alive: timeout=5', 'Transfer-Encoding: chunked'], ['Connection: close']],
    ['what is derived from the body or the moment', ['Content-Length: 5', 'ETag: "a"', 'Date: Sun, 01 Mar 2026 12:00:00 GMT', 'Age: 1'], ['ETag: W/"b"', 'Server: x', 'X-Request-Id: 1']],
    ['names in another case', ['X-Total: 1'], ['x-total: 1']],
    ['headers in another order', ['A: 1', 'B: 2'], ['B: 2', 'A: 1']],
    ['the same duplicates', ['X: 1', 'X: 2'], ['X: 1', 'X: 2']],
    ['a media type in another spelling', ['Content-Type: text/html; charset=UTF-8'], ['content-type: Text/HTML;charset="utf-8"']],
    ['another boundary', ['Content-Type: multipart/mixed; boundary=a'], ['Content-Type: multipart/mixed; boundary=b']],
    ['Cache-Control directives in another order', ['Cache-Control: no-store, Max-Age=0'], ['Cache-Control: max-age=0', 'Cache-Control: No-Store']],
    ['Vary as a set', ['Vary: Accept, Origin'], ['Vary: origin', 'Vary: accept, Accept']],
    ['Allow as a set', ['Allow: GET, HEAD'], ['Allow: HEAD,GET']],
    ['a Link in another order, with commas in it', ['Link: </a,b>; rel="next, x", </c>; rel=prev'], ['Link: </c>; rel=prev, </a,b>; rel="next, x"']],
    ['Location with and without host', ['Location: https://shop.example/login?a=1#x'], ['Location: /login?a=1#x']],
    ['Location with a default port and dots', ['Location: https://shop.example:443/a/../login'], ['Location: https://shop.example/login']],
    ['Location relative to the request', ['Location: 18'], ['Location: /api/products/18']],
    ['a challenge with another nonce', ['WWW-Authenticate: Digest realm="a", nonce="x", qop=auth'], ['WWW-Authenticate: Digest realm="a", nonce="y", qop=auth']],
    ['another way to write no-cache', ['Cache-Control: no-cache="B, A", max-age="60"'], ['Cache-Control: max-age=60, no-cache="a,b"']],
    ['Strict-Transport-Security in another order', ['Strict-Transport-Security: max-age=60; includeSubDomains'], ['Strict-Transport-Security: includesubdomains;max-age=60']],
    ['a Link with and without quotes', ['Link: </b>; rel="Next"; title=x'], ['Link: </b>;title="x";rel=next']],
    ['a file name in two spellings', ['Content-Disposition: attachment; filename="naive.txt"; filename*=UTF-8\'\'na%C3%AFve.txt'], ["Content-Disposition: Attachment; filename*=iso-8859-1'en'na%EFve.txt"]],
    ['a policy with another nonce', ["Content-Security-Policy: default-src 'self'; script-src 'nonce-abc'"], ["Content-Security-Policy: script-src  'nonce-xyz'; default-src 'self';"]],
    ['another moment of expiry', ['Expires: Sun, 01 Mar 2026 12:00:00 GMT'], ['Expires: Sun, 01 Mar 2026 12:00:01 GMT']],
  ])('%s', (_, legacy, candidate) => {
    expect(differing(compare(answer('', legacy), answer('', candidate)))).toEqual([]);
  });
});

describe('headers differ', () => {
  test.each([
    ['a value', ['X-Total: 1'], ['X-Total: 2'], ['value header.x-total']],
    ['one that legacy alone has', ['X-Total: 1'], [], ['missing header.x-total']],
    ['one that the candidate alone has', [], ['X-Frame-Options: DENY'], ['extra header.x-frame-options']],
    ['a value with a comma is not two values', ['X-Agent: (KHTML, like Gecko)'], ['X-Agent: (KHTML', 'X-Agent: like Gecko)'], ['value header.x-agent']],
    ['duplicates in another order', ['X: 1', 'X: 2'], ['X: 2', 'X: 1'], ['value header.x']],
    ['another media type', ['Content-Type: text/html'], ['Content-Type: application/json'], ['value header.content-type']],
    ['another charset', ['Content-Type: text/html; charset=utf-8'], ['Content-Type: text/html; charset=latin1'], ['value header.content-type']],
    ['another directive', ['Cache-Control: max-age=60'], ['Cache-Control: max-age=600'], ['value header.cache-control']],
    ['another host', ['Location: https://shop.example/login'], ['Location: https://evil.example/login'], ['value header.location']],
    ['another scheme', ['Location: https://shop.example/login'], ['Location: http://shop.example/login'], ['value header.location']],
    ['a query in another order', ['Location: /a?x=1&y=2'], ['Location: /a?y=2&x=1'], ['value header.location']],
    ['a file name', ['Content-Disposition: attachment; filename=a.csv'], ['Content-Disposition: attachment; filename="b.csv"'], ['value header.content-disposition']],
    ['a policy without its nonce', ["Content-Security-Policy: script-src 'nonce-abc'"], ["Content-Security-Policy: script-src 'unsafe-inline'"], ['value header.content-security-policy']],
    ['another relation', ['Link: </b>; rel=next'], ['Link: </b>; rel=prev'], ['value header.link']],
    ['another place', ['Location: https://shop.example/login?a=1'], ['Location: /login?a=2'], ['value header.location']],
    ['an expiry that is at once', ['Expires: 0'], ['Expires: Sun, 01 Mar 2026 12:00:01 GMT'], ['value header.expires']],
    ['latin1 bytes', ['X-Name: caf\u00e9'], ['X-Name: caf\u00c3\u00a9'], ['value header.x-name']],
  ])('%s', (_, legacy, candidate, expected) => {
    expect(differing(compare(answer('', legacy), answer('', candidate)))).toEqual(expected);
  });
});

test('a query, or any list, is equal in another order where the rules say so', () => {
  const rules = { unordered: ['header.Location', 'header.x-tags'] };
  expect(differing(compare(answer('', ['Location: /a?x=1&y=2', 'X-Tags: a, b']), answer('', ['Location: /a?y=2&x=1', 'X-Tags: b', 'X-Tags: a']), rules))).toEqual([]);
  expect(differing(compare(answer('', ['Location: /a?x=1']), answer('', ['Location: /a?x=2']), rules))).toEqual(['value header.location']);
});

test('a mask has a header compared that is left out otherwise', () => {
  const rules = { masks: { 'header.etag': 'opaque' as const } };
  expect(differing(compare(answer('', ['ETag: "a"']), answer('', ['ETag: "b"']), rules))).toEqual([]);
  expect(differing(compare(answer('', ['ETag: "a"']), answer(''), rules))).toEqual(['missing header.etag']);
});

const setCookie = (cookie: string) => `Set-Cookie: ${cookie}`;

describe('cookies', () => {
  test.each([
    ['in any order, whatever their values', ['a=1; Path=/', 'b=2'], ['b=3', 'a=4; path=/'], []],
    ['attributes in another order and case', ['a=1; HttpOnly; Secure; SameSite=Lax; Domain=.shop.example'], ['a=2; domain=Shop.Example; samesite=lax; secure; httponly'], []],
    ['Max-Age and the Expires that means the same', ['a=1; Max-Age=3600'], ['a=2; Expires=Sun, 01 Mar 2026 13:00:02 GMT'], []],
    ['two ways to delete one', ['a=; Max-Age=0'], ['a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], []],
    ['one name twice', ['a=1; Path=/x', 'a=1; Path=/y'], ['a=2; Path=/x', 'a=2; Path=/y'], []],
    ['missing', ['a=1', 'b=1'], ['b=1'], ['missing cookie.a']],
    ['extra', [], ['b=1'], ['extra cookie.b']],
    ['another path', ['a=1; Path=/'], ['a=1; Path=/api'], ['value cookie.a.path']],
    ['flags that are gone', ['a=1; HttpOnly; Secure'], ['a=1'], ['missing cookie.a.secure', 'missing cookie.a.httponly']],
    ['another SameSite', ['a=1; SameSite=Strict'], ['a=1; SameSite=None'], ['value cookie.a.samesite']],
    ['another lifetime', ['a=1; Max-Age=3600'], ['a=1; Max-Age=60'], ['value cookie.a.lifetime']],
    ['a session cookie that is kept', ['a=1'], ['a=1; Max-Age=60'], ['extra cookie.a.lifetime']],
    ['one that is emptied', ['a=1'], ['a='], ['class cookie.a']],
    ['names that are data', ['wordpress_logged_in_8d969eef6ecad3c29a3a629280e686cf=1'], [], ['missing cookie{}']],
  ])('%s', (_, legacy, candidate, expected) => {
    expect(differing(compare(answer('', legacy.map(setCookie)), answer('', candidate.map(setCookie)), {}, { at: AT }))).toEqual(expected);
  });
});

describe('encodings', () => {
  const text = JSON.stringify({ items: Array.from({ length: 50 }, (_, i) => ({ i })) });
  const encoded: Record<string, Uint8Array> = {
    gzip: gzipSync(text),
    'x-gzip': gzipSync(text),
    deflate: deflateSync(text),
    br: brotliCompressSync(text),
    zstd: zstdCompressSync(text),
    'gzip, br': brotliCompressSync(gzipSync(text)),
    identity: Buffer.from(text),
  };
  const as = (encoding: string, body = encoded[encoding]!, rest = {}) => answer(body, ['Content-Type: application/json', `Content-Encoding: ${encoding}`], rest);

  test.each(Object.keys(encoded))('%s is undone', (encoding) => {
    expect(differing(compare(json(text), as(encoding)))).toEqual([]);
    expect(differing(compare(json('{"items":[]}'), as(encoding)))).toContain('extra $.items[]');
  });

  test('a bare deflate stream is undone too', () => {
    expect(compare(json(text), as('deflate', deflateRawSync(text))).equal).toBe(true);
  });

  test('a bare deflate stream that begins like zlib’s format is undone too', () => {
    // A stored block: its unused bits are set so that the first byte says what zlib's format would.
    const stored = Buffer.from([0x08, 2, 0, 0xfd, 0xff, 0x7b, 0x7d, 0x01, 0, 0, 0xff, 0xff]);
    expect(compare(json('{}'), as('deflate', stored)).equal).toBe(true);
  });

  test('equal bytes are equal without being decoded, even where they are no such encoding', () => {
    expect(compare(as('gzip', Buffer.from('plain')), as('gzip', Buffer.from('plain'))).equal).toBe(true);
  });

  test.each([
    ['a wrong label', as('gzip', Buffer.from(text)), /decode-error: gzip: Z_DATA_ERROR/],
    ['an unknown encoding', as('sdch', Buffer.from(text)), /decode-error: sdch: unknown encoding/],
    ['a body that breaks off', as('gzip', gzipSync(text).subarray(0, 40)), /decode-error: gzip: Z_BUF_ERROR/],
    ['a bomb', as('gzip', gzipSync(Buffer.alloc(64 * 1024 * 1024))), /decode-error: gzip: grows too large/],
    ['a bomb in layers', as('gzip, gzip', gzipSync(gzipSync(Buffer.alloc(64 * 1024 * 1024)))), /grows too large/],
    ['a zstd window larger than an answer may ask for', as('zstd', zstdCompressSync(randomBytes(9 * 1024 * 1024), { params: { [constants.ZSTD_c_windowLog]: 26 } })), /decode-error: zstd: ZSTD_error_frameParameter_windowTooLarge/],
    ['too many layers', as('gzip, gzip, gzip, gzip, gzip', Buffer.from(text)), /5 encodings/],
  ])('%s is a difference that says so', (_, candidate, expected) => {
    const { differences } = compare(json(text), candidate);
    expect(differences).toMatchObject([{ path: 'body', kind: 'type' }]);
    expect(differences[0]?.candidate).toMatch(expected);
  });

  test('of bodies that were not kept whole, what was kept is compared', () => {
    const cut = { bodyTruncated: true };
    expect(compare(answer('abcdef', [], cut), answer('abcd', [], cut)).equal).toBe(true);
    expect(differing(compare(answer('abcdef', [], cut), answer('abxdef', [], cut)))).toEqual(['value body']);
    expect(differing(compare(answer('abc'), answer('abcdef', [], cut)))).toEqual(['value body']);
    expect(differing(compare(answer('abc'), answer('abc', [], cut)))).toEqual(['value body']);
    expect(compare(answer('abcdefgh'), answer('abc', [], cut)).equal).toBe(true);
    const gzipped = gzipSync(text);
    expect(compare(answer(gzipped.subarray(0, 60), ['Content-Encoding: gzip'], cut), answer(text.slice(0, 200), [], cut)).equal).toBe(true);
  });
});

describe('other bodies', () => {
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]);

  test('text differs from the first place on', () => {
    const { differences } = compare(answer('<p>Hello</p>'), answer('<p>Hullo</p>'));
    expect(differences).toEqual([{ path: 'body', kind: 'value', legacy: expect.stringMatching(/^text\(len 12, differs at 4\)#[\da-f]{8}$/), candidate: expect.stringMatching(/^text\(len 12, differs at 4\)#/) }]);
  });

  test('text is equal in two charsets', () => {
    const legacy = answer(Buffer.from('é', 'latin1'), ['Content-Type: text/plain; charset=latin1']);
    expect(differing(compare(legacy, answer('é', ['Content-Type: text/plain; charset=utf-8'])))).toEqual(['value header.content-type']);
  });

  test('bytes are told by length and digest', () => {
    expect(compare(answer(png), answer(Buffer.from(png))).equal).toBe(true);
    const { differences } = compare(answer(png), answer(Buffer.concat([png, png])));
    expect(differences).toMatchObject([{ path: 'body', kind: 'value', legacy: expect.stringMatching(/^bytes\(len 7\)#/), candidate: expect.stringMatching(/^bytes\(len 14\)#/) }]);
  });

  test('invalid UTF-8 is compared as bytes', () => {
    const broken = answer(Buffer.from([0x7b, 0xff, 0x7d]), ['Content-Type: application/json']);
    expect(compare(json('{}'), broken).differences).toMatchObject([{ path: 'body', kind: 'value' }]);
  });
});

/** Pieces of every format, in any order. */
const MARKUP = fc.array(fc.constantFrom('<a', ' b="1"', '>', '</a>', '<p>', '<script>', '<![CDATA[', ']]>', '&amp;', '--a', '--', '\r\n', '\n', 'data:', 'x', '{}', 'f(', ')', '%', '='), { maxLength: 20 }).map((pieces) => pieces.join(''));

test('no two answers make the comparison throw, and an answer always equals itself', () => {
  const line = fc.tuple(
    fc.constantFrom('Content-Type', 'Content-Encoding', 'Set-Cookie', 'Location', 'Cache-Control', 'Link', 'Vary', 'Connection', 'Expires', 'X'),
    fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.constantFrom('application/json', 'text/html; charset=utf-16', 'text/html', 'text/xml', 'multipart/mixed; boundary=a', 'text/event-stream', 'application/x-ndjson', 'application/x-www-form-urlencoded', 'text/csv', 'text/javascript', 'gzip', 'br, zstd', 'a=1; Path', '"', '<')),
  );
  const any = fc.record({
    status: fc.constantFrom(200, 204, 206, 301, 304, 404, 500),
    rawHeaders: fc.array(line, { maxLength: 5 }).map((lines) => lines.flat()),
    body: fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.oneof(fc.json(), MARKUP).map((text) => new Uint8Array(Buffer.from(text)))),
    bodyTruncated: fc.boolean(),
    ms: fc.nat(),
  });
  fc.assert(
    fc.property(any, any, fc.webPath(), (legacy, candidate, target) => {
      expect(compare(legacy, candidate, {}, { target }).route).toMatch(/^GET /);
      expect(compare(legacy, { ...legacy, body: legacy.body.slice() }, {}, { target }).differences).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
