import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { CapturedResponse, FailedShadow } from '../../shadow/exchange.ts';
import { routeTemplate } from '../../shadow/route-template.ts';
import { read } from '../support/source-files.ts';
import { answer, compare, differing, json, redactor } from './answers.ts';

/**
 * What makes comparing answers harder than it looks: fifty numbered cases. Those that the comparer decides are rows here; those that are decided
 * before an exchange reaches it name the test that holds them.
 */
type Row = readonly [title: string, legacy: CapturedResponse, candidate: CapturedResponse | FailedShadow, differences: readonly string[]];

const typed = (type: string, body: string | Uint8Array, rest: Partial<CapturedResponse> = {}) => answer(body, [`Content-Type: ${type}`], rest);
const status = (code: number, body = '', headers: readonly string[] = []) => answer(body, headers, { status: code });
const headers = (...lines: string[]) => answer('', lines);
const cut = { bodyTruncated: true };

const ROWS: readonly Row[] = [
  ['1 chunked and with a length', headers('Transfer-Encoding: chunked'), headers('Content-Length: 0'), []],
  ['2 a trailer that is announced', headers('Trailer: X-Sum'), headers(), []],
  ['4 an answer cut where it was kept, of which the rest is unknown', answer('abcd', [], cut), answer('abcdef', [], cut), []],
  ['4 an answer that breaks off, where legacy is whole', answer('abcdef'), { failed: 'reset' }, ['failed status']],
  ['5 a kept connection that was gone', answer(), { failed: 'reset' }, ['failed status']],
  ['6 headers larger than are read', answer(), { failed: 'malformed' }, ['failed status']],
  ['7 duplicates that look like one joined by a comma', headers('X: a, b'), headers('X: a', 'X: b'), ['value header.x']],
  ['7 a name in another case, bytes beyond ASCII', headers('X-N\u00e4me: \u00e9'), headers('x-n\u00e4me: \u00e9'), []],
  ['8 names that HTTP/2 has in lower case', headers('X-Total: 1', 'Connection: close'), headers('x-total: 1'), []],
  ['9 one body in two encodings', answer(gzipSync('abc'), ['Content-Encoding: gzip']), answer(zstdCompressSync('abc'), ['Content-Encoding: zstd']), []],
  ['9 a body that is not encoded as it says', answer('abc'), answer('abc', ['Content-Encoding: gzip']), ['type body']],
  ['9 a body that grows without end', answer('abc'), answer(gzipSync(Buffer.alloc(32 * 1024 * 1024)), ['Content-Encoding: gzip']), ['type body']],
  ['10 what is negotiated, as a set', headers('Vary: Accept, Accept-Encoding'), headers('vary: accept-encoding,accept'), []],
  ['11 a byte order mark', json('\ufeff{"a":1}'), json('{"a":1}'), []],
  ['11 UTF-16 by its byte order mark', json('{"a":"é"}'), typed('application/json', Buffer.from('\ufeff{"a":"é"}', 'utf16le')), []],
  ['11 composed and decomposed characters', json('"\u00e9"'), json('"e\u0301"'), ['value $']],
  ['11 bytes that are no UTF-8', typed('text/plain', Uint8Array.of(0xff)), typed('text/plain', Uint8Array.of(0xfe)), ['value body']],
  ['12 HEAD, whose length is of a body that does not come', headers('Content-Length: 5'), headers('Content-Length: 9'), []],
  ['12 the body of a 204', status(204), status(204), []],
  ['13 legacy confirms its own validator', status(304), status(200, 'abc'), []],
  ['13 the candidate confirms what legacy sends', status(200, 'abc'), status(304), ['value status']],
  ['14 another range', status(206, 'a', ['Content-Range: bytes 0-0/9']), status(206, 'a', ['Content-Range: bytes 1-1/9']), ['value header.content-range']],
  [
    '14 ranges with another boundary',
    typed('multipart/byteranges; boundary=a', '--a\r\nContent-Range: bytes 0-0/9\r\n\r\nx\r\n--a--'),
    typed('multipart/byteranges; boundary=b', '--b\r\nContent-Range: bytes 0-0/9\r\n\r\nx\r\n--b--'),
    [],
  ],
  ['15 a redirect, relative and absolute', status(302, '', ['Location: ../users']), status(302, '', ['Location: https://shop.example:443/api/users']), []],
  ['15 a redirect to another host', status(302, '', ['Location: https://a.example/']), status(302, '', ['Location: https://b.example/']), ['value header.location']],
  ['16 a challenge with another nonce', status(401, '', ['WWW-Authenticate: Digest nonce="a"']), status(401, '', ['WWW-Authenticate: Digest nonce="b"']), []],
  ['16 a token against forged requests', typed('text/html', '<html><input name=_csrf value=a>'), typed('text/html', '<html><input name=_csrf value=b>'), []],
  ['17 turned away for asking too often', status(404, 'none'), status(429, 'slow', ['Retry-After: 9']), ['value status']],
  ['17 how long both say to wait', status(429, '', ['Retry-After: 9']), status(429, '', ['Retry-After: 8']), []],
  ['18 two errors of the server', status(500, 'a'), status(500, 'b'), []],
  ['20 cookies in another order with other values', headers('Set-Cookie: a=1; Path=/', 'Set-Cookie: b=1'), headers('Set-Cookie: b=2', 'Set-Cookie: a=2; path=/'), []],
  ['20 a flag that a cookie has lost', headers('Set-Cookie: a=1; HttpOnly'), headers('Set-Cookie: a=1'), ['missing cookie.a.httponly']],
  ['20 a lifetime in two spellings', headers('Set-Cookie: a=1; Max-Age=60'), headers('Set-Cookie: a=1; Expires=Sun, 01 Mar 2026 12:01:02 GMT'), []],
  ['21 directives in another order', headers('Cache-Control: no-store, max-age=0'), headers('Cache-Control: max-age=0, no-store'), []],
  ['21 relations in another order', headers('Link: </a>; rel=next, </b>; rel="prev"'), headers('Link: </b>; rel=prev', 'Link: </a>; rel="next"'), []],
  ['21 a parameter in another case', headers('Content-Type: text/plain; charset=UTF-8'), headers('Content-Type: text/plain;charset="utf-8"'), []],
  ['21 a file name beyond ASCII', headers('Content-Disposition: attachment; filename=e.txt; filename*=UTF-8\'\'%C3%A9.txt'), headers('Content-Disposition: attachment; filename*=utf-8\'\'%c3%a9.txt'), []],
  ['22 headers of the connection, also those that it names', headers('Connection: X-Hop', 'X-Hop: 1', 'Keep-Alive: timeout=5'), headers(), []],
  ['23 keys in another order', json('{"a":1,"b":2}'), json('{"b":2,"a":1}'), []],
  ['23 a key that comes twice', json('{"a":1,"a":1}'), json('{"a":1}'), ['missing $.a']],
  ['23 integers beyond 2^53', json('10176718226607830673'), json('10176718226607831000'), ['value $']],
  ['23 one number in three spellings', json('[1,1.0,-0,1e400]'), json('[1e0,10e-1,0,10e399]'), []],
  ['23 NaN, which is no JSON', json('[NaN]'), json('[null]'), ['value body']],
  ['23 null, missing and empty', json('{"a":null,"b":null}'), json('{"a":""}'), ['type $.a', 'missing $.b']],
  ['23 a number as string', json('{"a":"1"}'), json('{"a":1}'), ['type $.a']],
  ['23 escapes', json('"\\u00e9\\/"'), json('"é/"'), []],
  ['23 lone surrogates', json('"\\ud800"'), json('"\\udbff"'), ['value $']],
  ['23 deeper than is walked', json('['.repeat(600) + ']'.repeat(600)), json('['.repeat(600) + ' ' + ']'.repeat(600)), ['value body']],
  ['23 a scalar alone', json('true'), json(' true '), []],
  ['23 an empty body and an empty object', json(''), json('{}'), ['extra body']],
  ['23 JSONP', typed('text/javascript', '/**/ typeof cb === \'function\' && cb({"a":1});'), typed('text/javascript', '/**/ typeof cb === \'function\' && cb({ "a": 1 });'), []],
  ['23 a guard against scripts', json(')]}\'\n{"a":1}'), json(')]}\'\n{ "a": 1 }'), []],
  ['23 JSON documents one after the other', json('{"a":1}\n{"a":2}'), json('{"a": 1}\n{"a":3}'), ['value $[].a']],
  ['24 JSON that calls itself a page', typed('text/html', '{"a":1}'), typed('text/html', '{ "a": 1 }'), []],
  ['25 XML with another prefix, CDATA and a comment', typed('text/xml', '<a:r xmlns:a="u"><a:b><![CDATA[<]]></a:b></a:r>'), typed('text/xml', '<r xmlns="u"><!-- x --><b>&lt;</b></r>'), []],
  ['25 a page of another build', typed('text/html', '<html><script src=/a.3f2a9c1b.js nonce=a></script>'), typed('text/html', '<html><script nonce=b src=/a.0011aabb.js></script>'), []],
  ['26 a form in another order', typed('application/x-www-form-urlencoded', 'a=1+2&b=3'), typed('application/x-www-form-urlencoded', 'b=3&a=1%202'), []],
  ['27 a picture', typed('image/png', Uint8Array.of(0x89, 1)), typed('image/png', Uint8Array.of(0x89, 2)), ['value body']],
  ['28 a table with other line ends', typed('text/csv', 'a,b\r\n1,2'), typed('text/csv', 'a,b\n1,2'), []],
  ['31 a rounded number', json('[0.125]'), json('[0.13]'), ['value $[]']],
  ['31 a number with trailing zeros', json('[1.50]'), json('[1.5]'), []],
  ['31 a text in another language', json('{"a":"1,5"}'), json('{"a":"1.5"}'), ['value $.a']],
  ['32 a stream without end', answer('abc'), answer('abcdef', [], cut), ['value body']],
  ['33 events as far as both were kept', typed('text/event-stream', 'data: 1\n\ndata: 2\n\nda', cut), typed('text/event-stream', ': ping\n\ndata: 1\n\n', cut), []],
  ['38 a candidate that does not end in time', answer('abc'), { failed: 'timeout' }, ['failed status']],
  ['39 legacy has run into its time limit, the candidate has not', status(504), status(200, 'abc'), ['value status']],
  ['41 clocks that are not one', headers('Date: Sun, 01 Mar 2026 12:00:00 GMT', 'Age: 1'), headers('Date: Sun, 01 Mar 2026 12:09:00 GMT'), []],
  ['42 a session that only legacy knows', status(200, 'abc'), status(401, 'who are you'), ['value status']],
];

test.each(ROWS)('%s', (_, legacy, candidate, differences) => {
  expect(differing(compare(legacy, candidate))).toEqual(differences);
});

describe('weakened by a rule, each by a class that must still hold', () => {
  test.each([
    ['19 the id of a trace in an error', '{"traceId":"3f2504e04f8941d39a0c0305e82c3301"}', '{"traceId":"0b8a6c1e1f7b4c558a2d6f1f5a3e9c10"}', { masks: { '$.traceId': 'hex' } }, []],
    ['29 a cursor', '{"next":"abc="}', '{"next":"xyz9"}', { masks: { '$.next': 'opaque' } }, []],
    ['29 a cursor that is gone', '{"next":"abc="}', '{"next":""}', { masks: { '$.next': 'opaque' } }, ['class $.next']],
    ['30 elements that sort alike', '[{"a":1},{"b":1}]', '[{"b":1},{"a":1}]', { unordered: ['$'] }, []],
    ['35 a count that races with writes', '{"total":17}', '{"total":18}', { masks: { '$.total': 'integer' } }, []],
  ] as const)('%s', (_, legacy, candidate, rules, differences) => {
    expect(differing(compare(json(legacy), json(candidate), rules))).toEqual(differences);
  });
});

test('47 the order and spelling of a query are the caller’s, but for its secrets', () => {
  expect(redactor.target('/a?b=%20&a=1&token=hunter2')).toMatch(/^\/a\?b=.*&a=1&token=\{string\(len 7\)#[\da-f]{8}\}$/);
});

test('48 a slash at the end, two of them and dots stay what they are in a route', () => {
  expect(['/a/', '/a//b', '/a/../b', '/a%2Fb'].map((target) => routeTemplate('GET', target))).toEqual(['GET /a/', 'GET /a//b', 'GET /a/../b', 'GET /:value']);
});

test('50 what a path says of people is taken out', () => {
  expect(redactor.target('/users/alice@example.com/orders/17')).toMatch(/^\/users\/\{string\(len 17, email\)#[\da-f]{8}\}\/orders\/17$/);
});

/** Decided before an exchange reaches the comparer. */
const HELD_ELSEWHERE: readonly (readonly [number: number, file: string, title: string])[] = [
  [3, 'test/proxy/forwarding/relay.test.ts', 'early hints come before the answer'],
  [6, 'test/proxy/forwarding/relay.test.ts', 'headers beyond the 16 KiB that Node takes by itself'],
  [13, 'test/proxy/shadowing/shadowing.test.ts', 'without legacy’s validators'],
  [15, 'test/proxy/shadowing/shadowing.test.ts', 'a redirect is an answer: nobody follows it'],
  [32, 'test/proxy/shadowing/shadowing.test.ts', 'it sends without end: the answer is cut at what is kept, and differs'],
  [33, 'test/proxy/forwarding/relay.test.ts', 'a stream is passed on as it comes'],
  [34, 'test/proxy/forwarding/tunnels.test.ts', 'a WebSocket goes through both ways, its handshake byte for byte'],
  [36, 'test/proxy/shadowing/shadowing.test.ts', 'the candidate has failed so often that shadowing rests'],
  [38, 'test/proxy/shadowing/shadowing.test.ts', 'a caller who leaves after legacy’s answer is complete does not cost the comparison'],
  [46, 'test/proxy/forwarding/relay.test.ts', 'a body of several megabytes arrives whole, up and down'],
  [47, 'test/proxy/forwarding/relay.test.ts', 'the target byte for byte, the headers as the caller wrote them'],
  [49, 'test/proxy/listening/forwarded.test.ts', 'an upstream may be told its own, and the caller’s beside it'],
];

test.each(HELD_ELSEWHERE)('%i is held by %s: %s', (_, file, title) => {
  expect(read(file)).toContain(title);
});
