import { describe, expect, test } from '@jest/globals';
import type { BanyanError } from '../../../domain/errors.ts';
import { readConfig } from '../../../proxy/config/config.ts';

const group = { name: 'orders', patterns: ['/orders/*'], candidate: 'http://orders.shop.internal:3000', shadow: { timeoutMs: 1, masks: {}, unordered: [] }, cohort: { timeoutMs: 1 }, identity: true };
const environment = { LEGACY_URL: 'http://monolith.shop.internal:3000', UNLEASH_URL: 'http://unleash:4242/api', UNLEASH_TOKEN: 'secret-of-unleash' };
const SECRET = 's'.repeat(32);
const jwt = { CALLER: 'jwt:sub', CALLER_JWKS: 'https://login.example/jwks.json' };
const session = { SESSION_URL: 'http://monolith.shop.internal:3000/internal/session', IDENTITY_SECRET: SECRET };
const read = (env: Record<string, string>) => readConfig({ ...environment, ...env });

function problemsOf(env: Record<string, string>): string {
  try {
    read(env);
  } catch (error) {
    return (error as BanyanError).message;
  }
  throw new Error('it was accepted');
}

test('callers’ tokens', () => {
  expect(read({ ...jwt, CALLER: 'jwt:customer_id,address', CALLER_JWT_ISSUER: 'login.example', CALLER_JWT_COOKIE: 'token' }).caller).toEqual({
    sources: [{ kind: 'jwt', claim: 'customer_id' }, { kind: 'address' }],
    tokens: { claim: 'customer_id', cookie: 'token', keys: { jwks: 'https://login.example/jwks.json' }, issuer: 'login.example', audience: null, leewaySeconds: 30 },
  });
  expect(read({ CALLER: 'jwt:sub', CALLER_JWT_SECRET: SECRET }).caller.tokens?.keys).toEqual({ secret: SECRET });
  expect(read({ ...jwt, CALLER_JWKS: '/etc/keys/jwks.json' }).caller.tokens?.keys).toEqual({ jwks: '/etc/keys/jwks.json' });
});

test('sessions', () => {
  expect(read({ ...session, BANYAN_ROUTE_GROUPS: JSON.stringify([group]) }).identity).toEqual({
    url: new URL('http://monolith.shop.internal:3000/internal/session'),
    cookie: 'sid',
    token: null,
    claims: { sub: 'sub' },
    cacheMs: 5_000,
    timeoutMs: 1_000,
    secrets: [SECRET],
    rotateMs: 86_400_000,
    issuer: 'banyan',
    lifeMs: 60_000,
  });
  expect(read({ ...session, IDENTITY_SECRET: `${SECRET}, ${SECRET}2` }).identity?.secrets).toEqual([SECRET, `${SECRET}2`]);
});

describe('refused', () => {
  test.each<[string, Record<string, string>, string]>([
    ['a source that is none', { CALLER: 'sid' }, 'CALLER: "sid" is none of'],
    ['tokens without keys', { CALLER: 'jwt:sub' }, 'CALLER: has jwt in it, and neither'],
    ['tokens with two kinds of keys', { ...jwt, CALLER_JWT_SECRET: SECRET }, 'CALLER_JWKS: is set beside CALLER_JWT_SECRET'],
    ['a key set with credentials in its address', { ...jwt, CALLER_JWKS: 'https://a:b@login.example/jwks' }, 'CALLER_JWKS'],
    ['a secret that can be guessed', { TESTERS_SECRET: 's'.repeat(31) }, 'TESTERS_SECRET: is shorter than 32'],
    ['sessions without a secret', { SESSION_URL: session.SESSION_URL }, 'IDENTITY_SECRET: is missing'],
    ['a second secret that can be guessed', { ...session, IDENTITY_SECRET: `${SECRET},short` }, 'IDENTITY_SECRET[1]: is shorter'],
    ['claims without the caller', { ...session, SESSION_CLAIMS: '{"name":"customer.name"}' }, 'SESSION_CLAIMS: does not say where "sub" is'],
    ['claims that are the proxy’s', { ...session, SESSION_CLAIMS: '{"sub":"id","exp":"until"}' }, 'SESSION_CLAIMS: has one of'],
    ['claims that are no JSON', { ...session, SESSION_CLAIMS: 'sub' }, 'SESSION_CLAIMS: is not JSON'],
    ['answers that are believed for longer than a token lives', { ...session, SESSION_CACHE_MS: '31000' }, 'SESSION_CACHE_MS: is more than half'],
    ['tokens that outlive their keys', { ...session, IDENTITY_ROTATE_MS: '600000', IDENTITY_LIFE_MS: '300001' }, 'IDENTITY_LIFE_MS: is more than half'],
    ['keys for moments', { ...session, IDENTITY_ROTATE_MS: '599999' }, 'IDENTITY_ROTATE_MS'],
    ['a header that frames messages', { ...session, IDENTITY_HEADER: 'Content-Length' }, 'IDENTITY_HEADER'],
    ['the cookies’ header', { ...session, IDENTITY_HEADER: 'Cookie' }, 'IDENTITY_HEADER: "Cookie" is the caller'],
    ['a group that has to know who calls, and nobody to ask', { BANYAN_ROUTE_GROUPS: JSON.stringify([group]) }, 'BANYAN_ROUTE_GROUPS: the candidate of "orders" has to know who calls'],
  ])('%s', (_what, env, text) => {
    expect(problemsOf(env)).toContain(text);
  });
});
