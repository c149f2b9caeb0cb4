import { describe, expect, test } from '@jest/globals';
import type { NameRewrite, Rewrite } from '../../../domain/rewrite.ts';
import { createRewriting } from '../../../proxy/rewriting/rewriting.ts';

const NOTHING: NameRewrite = { remove: [], rename: {}, set: {} };

function rewritingOf({ paths = [], query = {}, headers = {}, cookies = {}, answerHeaders = {}, answerCookies = {} }: Record<string, object>) {
  const rewrite: Rewrite = {
    request: { paths: paths as Rewrite['request']['paths'], query: { ...NOTHING, ...query }, headers: { ...NOTHING, ...headers }, cookies: { ...NOTHING, ...cookies } },
    answer: { headers: { ...NOTHING, ...answerHeaders }, cookies: { ...NOTHING, ...answerCookies } },
    hook: null,
  };
  return createRewriting(rewrite, {});
}

const CATALOG = [
  { from: '/api/products/*/reviews/*', to: '/v2/*-reviews/by/*' },
  { from: '/api/products/*', to: '/v2/items/*' },
  { from: '/api/products', to: '/v2/items' },
];

test.each<[string, string]>([
  ['/api/products', '/v2/items'],
  ['/api/products/', '/v2/items/'],
  ['/api/products/7/size%2Fcolour', '/v2/items/7/size%2Fcolour'],
  ['/api/products/7/reviews/a/b', '/v2/7-reviews/by/a/b'],
  ['/api/products-archive', '/api/products-archive'],
  ['/API/products', '/API/products'],
  ['/api/products?page=2&q=%C3%A9', '/v2/items?page=2&q=%C3%A9'],
])('the path of %s becomes %s', (target, expected) => {
  expect(rewritingOf({ paths: CATALOG }).request({ target, headers: [] }).target).toBe(expected);
});

test('a path of many wildcards and a long request take no time', () => {
  const hostile = `/a${'a'.repeat(60_000)}`;
  expect(rewritingOf({ paths: [{ from: '/*a*a*a*a*b', to: '/*1*2*3*4*5' }] }).request({ target: hostile, headers: [] }).target).toBe(hostile);
});

test.each<[string, string]>([
  ['/x?q=a&page=1', '/x?term=a&page=1&v=2'],
  ['/x?q=a+b&q=%zz&flag', '/x?term=a+b&term=%zz&flag&v=2'],
  ['/x?debug=1&v=9&v=8', '/x?v=2'],
  ['/x?%71=a', '/x?term=a&v=2'],
  ['/x?', '/x?v=2'],
  ['/x', '/x?v=2'],
  ['/x?__proto__=1&constructor=2', '/x?__proto__=1&constructor=2&v=2'],
])('the query of %s becomes %s', (target, expected) => {
  expect(rewritingOf({ query: { rename: { q: 'term' }, remove: ['debug'], set: { v: '2' } } }).request({ target, headers: [] }).target).toBe(expected);
});

test('headers are renamed where they stand, removed and set whatever their case, and the others stay as they are', () => {
  const rewriting = rewritingOf({ headers: { rename: { 'X-User': 'X-Account' }, remove: ['x-internal'], set: { 'X-Version': '2' } } });
  expect(rewriting.request({ target: '/', headers: ['Host', 'shop', 'x-user', '7', 'X-INTERNAL', '1', 'x-version', '1', 'Accept', '*/*', 'X-User', '8'] }).headers).toEqual(['Host', 'shop', 'X-Account', '7', 'Accept', '*/*', 'X-Account', '8', 'X-Version', '2']);
});

describe('cookies', () => {
  test('of a request', () => {
    const rewriting = rewritingOf({ cookies: { rename: { sid: 'session' }, remove: ['ads'], set: { v: '2' } } });
    expect(rewriting.request({ target: '/', headers: ['Cookie', 'sid=a=b; ads=1; theme=dark', 'Accept', '*/*', 'cookie', 'x'] }).headers).toEqual(['Accept', '*/*', 'Cookie', 'session=a=b; theme=dark; x; v=2']);
  });

  test('all of them removed are no header', () => {
    const rewriting = rewritingOf({ cookies: { remove: ['ads'] } });
    expect(rewriting.request({ target: '/', headers: ['Cookie', 'ads=1'] }).headers).toEqual([]);
  });

  test('of an answer keep their attributes', () => {
    const rewriting = rewritingOf({ answerCookies: { rename: { session: 'sid' }, remove: ['trace'] } });
    expect(rewriting.answer(['Set-Cookie', 'session=abc; Path=/; HttpOnly', 'set-cookie', 'trace=1', 'Set-Cookie', 'sessionx=1'], 'shop')).toEqual(['Set-Cookie', 'sid=abc; Path=/; HttpOnly', 'Set-Cookie', 'sessionx=1']);
  });
});

test.each<[string, string]>([
  ['/v2/items/7?x=1#y', '/api/products/7?x=1#y'],
  ['http://Shop.example/v2/items/7', 'http://Shop.example/api/products/7'],
  ['https://elsewhere.example/v2/items/7', 'https://elsewhere.example/v2/items/7'],
  ['//elsewhere.example/v2/items/7', '//elsewhere.example/v2/items/7'],
  ['items/7', 'items/7'],
  ['', ''],
])('the Location %s of an answer is told as %s', (location, expected) => {
  const rewriting = rewritingOf({ paths: CATALOG });
  expect(rewriting.answer(['Location', location, 'X-Location', '/v2/items'], 'shop.example')).toEqual(['Location', expected, 'X-Location', '/v2/items']);
});
