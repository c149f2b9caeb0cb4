import { describe, expect, test } from '@jest/globals';
import type { IncomingHttpHeaders } from 'node:http';
import type { ProxyConfig } from '../../../proxy/config/config.ts';
import { createPeerTrust, networkProblem } from '../../../proxy/listening/peer-trust.ts';
import { ask, exchangeRaw } from '../support/client.ts';
import { startTestProxy } from '../support/proxy.ts';
import { until } from '../support/until.ts';
import { refusingUrl, startUpstream } from '../support/upstream.ts';

const CLAIMS = { 'X-Forwarded-For': '6.6.6.6, 7.7.7.7', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '443', 'X-Forwarded-Host': 'evil', 'X-Real-IP': '6.6.6.6', Forwarded: 'for=6.6.6.6;proto=https' };

async function told(config: Partial<ProxyConfig>, headers: Record<string, string> = CLAIMS): Promise<{ headers: IncomingHttpHeaders; port: number }> {
  const legacy = await startUpstream((_req, res) => res.end());
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl(), config });
  await ask(proxy.port, '/x', { headers: { host: 'shop.example', ...headers } });
  return { headers: legacy.requests[0]!.headers, port: proxy.port };
}

describe('what a peer says of where a request comes from', () => {
  test.each<[string, ProxyConfig['trustedPeers']]>([
    ['everybody is trusted', 'all'],
    ['the peer is in a trusted network', ['10.0.0.0/8', '127.0.0.0/8']],
  ])('is kept as it is where %s', async (_who, trustedPeers) => {
    const { headers } = await told({ trustedPeers });
    for (const [name, value] of Object.entries(CLAIMS)) expect(headers[name.toLowerCase()]).toBe(value);
  });

  test.each<[string, ProxyConfig['trustedPeers']]>([
    ['nobody is trusted', 'none'],
    ['the peer is in no trusted network', ['10.0.0.0/8', 'fd00::/8']],
  ])('is replaced by what the proxy sees where %s', async (_who, trustedPeers) => {
    const { headers, port } = await told({ trustedPeers });
    expect(headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http', 'x-forwarded-port': String(port), forwarded: 'for=127.0.0.1;host="shop.example";proto=http' });
    expect([headers['x-forwarded-host'], headers['x-real-ip']]).toEqual([undefined, undefined]);
  });

  test('is said by the proxy where the peer says nothing', async () => {
    const { headers } = await told({}, {});
    expect(headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' });
    expect(headers.forwarded).toBe(undefined);
  });

  test('cannot be left out by calling it a matter of one connection; nor can who calls', async () => {
    const { headers } = await told({}, { ...CLAIMS, cookie: 'sid=ada', connection: 'close, x-forwarded-for, forwarded, cookie, x-own', 'x-own': '1' });
    expect(headers).toMatchObject({ 'x-forwarded-for': '6.6.6.6, 7.7.7.7', forwarded: CLAIMS.Forwarded, cookie: 'sid=ada' });
    expect(headers['x-own']).toBe(undefined);
  });
});

test.each([
  ['10.1.2.3', ['10.0.0.0/16', '10.1.0.0/16'], true],
  ['10.2.0.1', ['10.0.0.0/16', '10.1.0.0/16'], false],
  ['::ffff:10.1.2.3', ['10.1.0.0/16'], true],
  ['fd00::1', ['fd00::/8'], true],
  ['fe80::1', ['fd00::/8'], false],
  [undefined, ['0.0.0.0/0', '::/0'], false],
])('a peer at %s with %j trusted: %s', (remoteAddress, networks, isTrusted) => {
  expect(createPeerTrust(networks)({ remoteAddress })).toBe(isTrusted);
});

test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0/8', 'fd00::/129', 'shop/8', '10.0.0.0/8/8', '10.0.0.0/', ''])('%j is no network', (text) => {
  expect(networkProblem(text)).toContain('is not a network');
});

describe('the host', () => {
  test('an upstream may be told its own, and the caller’s beside it', async () => {
    const { headers } = await told({ hostPolicy: 'upstream' }, {});
    expect(headers.host).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(headers['x-forwarded-host']).toBe('shop.example');
  });

  test('a copy is told the same', async () => {
    const legacy = await startUpstream((_req, res) => res.end('ok'));
    const candidate = await startUpstream((_req, res) => res.end('ok'));
    const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { shadow: 100 }, config: { hostPolicy: 'upstream' } });
    await ask(proxy.port, '/api/products', { headers: { host: 'shop.example' } });
    await until('the copy', () => candidate.requests.length === 1);
    expect([candidate.requests[0]?.headers.host, candidate.requests[0]?.headers['x-forwarded-host']]).toEqual([new URL(candidate.url).host, 'shop.example']);
  });

  test.each(['undici', 'http-proxy-middleware'] as const)('by %s, a caller of HTTP/1.0 who names none asks for the upstream’s own', async (forwarder) => {
    const legacy = await startUpstream((req, res) => res.end(req.headers.host));
    const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl(), config: { forwarder } });
    expect(await exchangeRaw(proxy.port, 'GET /x HTTP/1.0\r\n\r\n')).toMatch(new RegExp(`${new URL(legacy.url).host}$`));
  });

  test('only those allowed are served; a health check may name any', async () => {
    const legacy = await startUpstream((_req, res) => res.end());
    const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl(), config: { allowedHosts: ['shop.example', '*.shop.example'] } });
    const statusFor = async (host: string, path = '/x') => (await ask(proxy.port, path, { headers: { host } })).status;
    expect(await Promise.all(['shop.example', 'SHOP.example:8080', 'www.shop.example'].map((host) => statusFor(host)))).toEqual([200, 200, 200]);
    expect(await Promise.all(['evil', 'shop.example.evil', '.shop.example', 'notshop.example'].map((host) => statusFor(host)))).toEqual([421, 421, 421, 421]);
    expect(await statusFor('10.0.0.7:8080', '/banyan/healthz')).toBe(200);
    expect(await exchangeRaw(proxy.port, 'GET /x HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await exchangeRaw(proxy.port, 'GET /x HTTP/1.1\r\nHost: evil\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /);
    expect(legacy.requests).toHaveLength(3);
  });
});
