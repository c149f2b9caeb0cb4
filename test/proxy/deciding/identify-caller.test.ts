import { describe, expect, test } from '@jest/globals';
import { parseCallerSources } from '../../../proxy/deciding/caller-source.ts';
import { createIdentifier } from '../../../proxy/deciding/identify-caller.ts';
import { createPeerTrust } from '../../../proxy/listening/peer-trust.ts';

const readToken = (token: string) => (token === 'good' ? 'ada' : null);

function identify(sources: string, headers: Record<string, string>, remoteAddress = '10.0.0.9') {
  const parsed = parseCallerSources(sources);
  if (typeof parsed === 'string') throw new Error(parsed);
  const trusts = createPeerTrust(['10.0.0.0/8']);
  return createIdentifier({ sources: parsed, readToken, tokenCookie: 'token', trusts })({ headers, socket: { remoteAddress } as never });
}

test.each<[string, string, Record<string, string>, string | null]>([
  ['a cookie', 'cookie:sid', { cookie: 'theme=dark; sid=s1' }, 's1'],
  ['no cookie of that name', 'cookie:sid', { cookie: 'xsid=s1' }, null],
  ['a header', 'header:X-User', { 'x-user': 'ada' }, 'ada'],
  ['an empty header', 'header:X-User', { 'x-user': '' }, null],
  ['a bearer token', 'jwt:sub', { authorization: 'Bearer good' }, 'ada'],
  ['a token in a cookie', 'jwt:sub', { cookie: 'token=good' }, 'ada'],
  ['another scheme', 'jwt:sub', { authorization: 'Basic good' }, null],
  ['the first that is there', 'jwt:sub,cookie:sid,address', { cookie: 'sid=s1' }, 's1'],
  ['the last resort', 'jwt:sub, cookie:sid, address', {}, '10.0.0.9'],
])('%s', (_what, sources, headers, caller) => {
  expect(identify(sources, headers)).toBe(caller);
});

test('a caller with a bad token is nobody, and not whom a cookie names', () => {
  expect(identify('jwt:sub,cookie:sid,address', { authorization: 'Bearer bad', cookie: 'sid=s1' })).toBeNull();
});

describe('the address', () => {
  test.each<[string, string, string]>([
    ['is the one that the load balancer saw, whatever the client wrote before it', '1.1.1.1, 203.0.113.7', '203.0.113.7'],
    ['is without the port, which changes', '203.0.113.7:40123', '203.0.113.7'],
    ['may be an IPv6 one', '1.1.1.1, 2001:db8::1', '2001:db8::1'],
    ['may be an IPv6 one with a port', '[2001:db8::1]:40123', '2001:db8::1'],
    ['is the peer’s where the load balancer says none', '', '10.0.0.9'],
  ])('%s', (_what, forwarded, address) => {
    expect(identify('address', { 'x-forwarded-for': forwarded })).toBe(address);
  });

  test('is not what a peer says who is not trusted', () => {
    expect(identify('address', { 'x-forwarded-for': '203.0.113.7' }, '::ffff:192.0.2.1')).toBe('192.0.2.1');
  });
});

test.each(['', 'sid', 'cookie:', 'cookie:a b', 'jwt', 'jwt:sub,jwt:email', 'address:x', 'cookie:sid,'])('"%s" names no sources', (text) => {
  expect(typeof parseCallerSources(text)).toBe('string');
});
