import { describe, expect, test } from '@jest/globals';
import { asCaptured, parseRecorded, recordAnswer } from '../../../shadow/recording/recorded-exchange.ts';
import { recordExchange, type SeenExchange } from '../../../shadow/recording/record-exchange.ts';
import { createRedaction } from '../../../shadow/recording/redaction.ts';
import { redactionLike } from '../../../shadow/recording/redaction-like.ts';
import { pseudonymOf } from '../../../shadow/recording/pseudonym.ts';
import { answer, AT, compare, differing, json } from '../answers.ts';

const KEY = new Uint8Array(32).fill(9);
const UUID = '9b2e1d6a-7c1f-4e0b-8a55-0f3c2d1e4b77';

function seen(rest: Partial<SeenExchange> = {}): SeenExchange {
  return { at: AT, session: 'ada', method: 'GET', target: '/api/products', headers: [], body: new Uint8Array(), answer: json({ ok: true }), ...rest };
}
const record = (rest: Partial<SeenExchange> = {}) => recordExchange(seen(rest), { key: KEY });

describe('of a request is kept', () => {
  test.each([
    ['words, numbers and dates of its address', '/api/products/blue-mug/42?page=2&q=jar&from=2026-03-01', '/api/products/blue-mug/42?page=2&q=jar&from=2026-03-01'],
    ['how its address is written', '/a//b/%7Ex/?x&y=&q=a+b%2Fc', /^\/a\/\/b\/[^/]+\/\?x&y=&q=~?[\w%]+$/],
  ])('%s', (_what, target, kept) => {
    expect(record({ target }).request.target).toEqual(typeof kept === 'string' ? kept : expect.stringMatching(kept));
  });

  test('what the answer depends on, and nothing of who asks', () => {
    const headers = ['Accept', 'application/json', 'Authorization', 'Bearer hush', 'Cookie', 'sid=hush; theme=dark', 'X-Api-Key', 'hush', 'X-Forwarded-For', '203.0.113.9', 'Accept-Language', 'de'];
    const { request, session } = record({ headers });
    expect(request.headers).toEqual(['Accept', 'application/json', 'Accept-Language', 'de']);
    expect(request.cookies).toEqual(['sid', 'theme']);
    expect(session).not.toContain('ada');
  });
});

test.each([
  ['an id in the path', `/api/orders/${UUID}`],
  ['an address of mail', '/api/users/alice@example.com'],
  ['a token in the query', '/reset?token=abc'],
  ['a value without a name', '/search?alice%40example.com'],
  ['a telephone number', '/call/004915112345678'],
])('%s is withheld under a pseudonym that is listed', (_what, target) => {
  const { request } = record({ target });
  expect(request.target).not.toMatch(/9b2e1d6a|alice|abc$|4915112345678/);
  expect(request.withheld).toHaveLength(1);
  expect(decodeURIComponent(request.target)).toContain(request.withheld[0]);
});

describe('of an answer', () => {
  test('names, types, short numbers, moments and words of a vocabulary stay; everything else becomes a pseudonym', () => {
    const { answer: kept } = record({ answer: json({ id: UUID, price: 19.9, createdAt: '2026-03-01T12:00:00Z', currency: 'EUR', name: 'Alice Smith', email: 'a@b.example', iban: 'DE89370400440532013000', token: 7, none: null, on: true }) });
    const body = JSON.parse(kept.body?.json ?? '') as Record<string, unknown>;
    expect(body).toMatchObject({ price: 19.9, createdAt: '2026-03-01T12:00:00Z', currency: 'EUR', none: null, on: true });
    expect(body['id']).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
    expect(JSON.stringify(kept)).not.toMatch(/Alice|Smith|9b2e1d6a|a@b|DE89|"token":7/);
  });

  test('the spelling of numbers, repeated keys and the order of members stay', () => {
    const text = '{"b":1.0,"a":1017671,"b":2,"c":[1e2]}';
    expect(record({ answer: json(text) }).answer.body).toEqual({ format: 'json', json: text });
  });

  test('keys that are data become pseudonyms', () => {
    const kept = record({ answer: json({ 'alice@example.com': 1, 'bob@example.com': 2 }) }).answer.body?.json;
    expect(kept).not.toMatch(/alice|bob/);
    expect(Object.values(JSON.parse(kept ?? '') as object)).toEqual([1, 2]);
  });

  test('a cookie keeps its name and attributes', () => {
    const { headers } = record({ answer: json({}, ['Set-Cookie: sid=hush; Path=/; HttpOnly; Max-Age=60; Secret-Note=hush']) }).answer;
    expect(headers.join()).toMatch(/sid=\S+; Path=\/; HttpOnly; Max-Age=60$/);
    expect(headers.join()).not.toContain('hush');
  });

  test.each([
    ['HTML', answer('<!doctype html><p id=x>Alice Smith</p>', ['Content-Type: text/html']), 'html'],
    ['lines of text', answer('Alice\nSmith', ['Content-Type: text/plain']), 'lines'],
    ['NDJSON', answer('{"name":"Alice"}\n{"name":"Smith"}\n', ['Content-Type: application/x-ndjson']), 'records'],
    ['a form', answer('name=Alice', ['Content-Type: application/x-www-form-urlencoded']), 'form'],
    ['bytes', answer(new Uint8Array([0, 1, 2]), ['Content-Type: image/png']), 'bytes'],
    ['one line of text', answer('Alice', ['Content-Type: text/plain']), 'bytes'],
    ['JSON that is none', answer('{"name":"Alice"', ['Content-Type: application/json']), 'bytes'],
    ['gzip that is none', answer('Alice', ['Content-Type: text/plain', 'Content-Encoding: gzip']), 'problem'],
  ])('%s is kept without what it says', (_what, given, format) => {
    const { body } = record({ answer: given }).answer;
    expect(body?.format).toBe(format);
    expect(JSON.stringify(body)).not.toMatch(/Alice|Smith/);
  });
});

describe('an answer that comes later is compared with the recorded one', () => {
  const later = (recorded: ReturnType<typeof json>, now: ReturnType<typeof json>, masks = {}) => {
    const kept = record({ answer: recorded }).answer;
    const redaction = redactionLike(kept, createRedaction({ key: KEY }), (text) => pseudonymOf(KEY, text));
    return differing(compare(asCaptured(kept), asCaptured(recordAnswer(now, redaction, kept)), { masks }));
  };
  const product = { id: UUID, name: 'Alice', price: 19.9, at: '2026-03-01T12:00:00Z', phone: 4915112345678 };

  test('the same is the same', () => expect(later(json(product), json(product))).toEqual([]));
  test('a price', () => expect(later(json(product), json({ ...product, price: 20 }))).toEqual(['value $.price']));
  test('a text that is shown to nobody', () => expect(later(json(product), json({ ...product, name: 'Bob' }))).toEqual(['value $.name']));
  test('an id under its mask', () => {
    const other = { ...product, id: '11111111-7c1f-4e0b-8a55-0f3c2d1e4b77' };
    expect(later(json(product), json(other))).toEqual(['value $.id']);
    expect(later(json(product), json(other), { '$.id': 'uuid' })).toEqual([]);
    expect(later(json(product), json({ ...product, id: 7 }), { '$.id': 'uuid' })).toEqual(['class $.id']);
  });
  test('bytes', () => expect(later(answer(new Uint8Array([0, 1]), ['Content-Type: image/png']), answer(new Uint8Array([0, 2, 3]), ['Content-Type: image/png']))).toEqual(['value $.bytes', 'value $.digest']));
  test('HTML', () => expect(later(answer('<p>Alice</p>', ['Content-Type: text/html']), answer('<p>Bob</p>', ['Content-Type: text/html']))).toHaveLength(1));
  test('a page that is called text', () => expect(later(answer('<p>Alice</p>', ['Content-Type: text/html']), answer('<p>Alice</p>', ['Content-Type: text/plain']))).toEqual(['value header.content-type']));
  test('a nonce that is new each time', () => {
    const policy = (nonce: string) => json({}, [`Content-Security-Policy: script-src 'nonce-${nonce}' https://cdn.example/abcdefghijklmnop1234`]);
    expect(later(policy('a1'), policy('b2'))).toEqual([]);
  });

  test('whatever rules of redaction are in force by then', () => {
    const kept = recordExchange(seen({ answer: json({ note: 'plain', kind: 'a' }) }), { key: KEY, rules: { names: ['kind'], values: [], paths: [], shown: ['$.note'] } }).answer;
    expect(JSON.parse(kept.body?.json ?? '')).toEqual({ note: 'plain', kind: expect.stringMatching(/^~/) });
    const redaction = redactionLike(kept, createRedaction({ key: KEY }), (text) => pseudonymOf(KEY, text));
    expect(differing(compare(asCaptured(kept), asCaptured(recordAnswer(json({ note: 'plain', kind: 'a' }), redaction, kept))))).toEqual([]);
  });
});

test('a line is read back as it was written, and anything else is none', () => {
  const exchange = record({ target: `/api/orders/${UUID}` });
  expect(parseRecorded(JSON.stringify(exchange))).toEqual(exchange);
  const spoilt = [
    { ...exchange, request: { ...exchange.request, target: 'http://elsewhere.example/' } },
    { ...exchange, request: { ...exchange.request, headers: ['accept', 'a\r\nx: y'] } },
    { ...exchange, request: { ...exchange.request, method: 'GET /x HTTP/1.1\r\n' } },
    { ...exchange, more: 1 },
    { ...exchange, answer: { ...exchange.answer, status: 9 } },
  ];
  for (const line of ['', '{', 'null', ...spoilt.map((each) => JSON.stringify(each))]) expect(parseRecorded(line)).toBeUndefined();
});
