import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { readConfig } from '../../../proxy/config/config.ts';
import { parseAddress } from '../../../proxy/forwarding/upstream-address.ts';
import { ask, askAs } from '../support/client.ts';
import { onCleanup } from '../support/cleanup.ts';
import { startTestProxy } from '../support/proxy.ts';
import { refusingUrl, startUpstream } from '../support/upstream.ts';

const FORWARDERS = ['undici', 'http-proxy-middleware'] as const;
const certificate = generate([{ name: 'commonName', value: 'localhost' }], { extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }] });

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-'));
  onCleanup(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function startTlsUpstream(listener: RequestListener): Promise<number> {
  const { private: key, cert } = await certificate;
  const server = createTlsServer({ key, cert }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onCleanup(() => server.close().closeAllConnections());
  return (server.address() as AddressInfo).port;
}

describe.each(FORWARDERS)('by %s', (forwarder) => {
  test('legacy on a unix socket', async () => {
    const path = join(temporaryFolder(), 'legacy.sock');
    const server = createServer((req, res) => res.end(`${req.url} over a socket`));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onCleanup(() => server.close().closeAllConnections());
    const proxy = await startTestProxy({ legacy: `unix:${path}`, candidate: await refusingUrl(), config: { forwarder } });
    for (let i = 0; i < 2; i++) expect((await ask(proxy.port, '/cart')).body).toBe('/cart over a socket');
  });

  test('legacy on an IPv6 address, and callers there', async () => {
    const server = createServer((req, res) => res.end(String(req.headers['x-forwarded-for'])));
    await new Promise<void>((resolve) => server.listen(0, '::1', resolve));
    onCleanup(() => server.close().closeAllConnections());
    const legacy = `http://[::1]:${(server.address() as AddressInfo).port}`;
    const proxy = await startTestProxy({ legacy, candidate: await refusingUrl(), config: { forwarder, listen: { host: '::1', port: 0 } } });
    expect((await ask(proxy.port, '/cart', { host: '::1' })).body).toBe('::1');
  });

  test('legacy and candidate by TLS, whose authority is known', async () => {
    const port = await startTlsUpstream((req, res) => res.end(`${req.method} ${String(req.headers['x-forwarded-proto'])}`));
    const url = `https://localhost:${port}`;
    const authorities = [(await certificate).cert];
    const proxy = await startTestProxy({ legacy: url, candidate: url, flags: { cohort: 100 }, config: { forwarder, authorities } });
    expect((await ask(proxy.port, '/cart', { method: 'POST', body: 'x' })).body).toBe('POST http');
    expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('GET http');
    expect(await proxy.catalog()).toMatchObject({ candidate: { requests: 1, errors: 0 } });
  });

  test('an upstream whose certificate nobody vouches for gets nothing', async () => {
    let asked = 0;
    const port = await startTlsUpstream((_req, res) => res.end(String((asked += 1))));
    const proxy = await startTestProxy({ legacy: `https://localhost:${port}`, candidate: await refusingUrl(), config: { forwarder } });
    expect([(await ask(proxy.port, '/cart')).status, asked]).toEqual([502, 0]);
  });

  test('an upstream whose certificate is another’s gets nothing', async () => {
    let asked = 0;
    const port = await startTlsUpstream((_req, res) => res.end(String((asked += 1))));
    const authorities = [(await certificate).cert];
    const proxy = await startTestProxy({ legacy: `https://127.0.0.1:${port}`, candidate: await refusingUrl(), config: { forwarder, authorities } });
    expect([(await ask(proxy.port, '/cart')).status, asked]).toEqual([502, 0]);
  });
});

test('undici sends what it can say exactly, http-proxy-middleware the rest', async () => {
  const legacy = await startUpstream((_req, res) => res.end('ok'));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl() });
  await ask(proxy.port, '/plain', { headers: { Host: 'shop' } });
  await ask(proxy.port, '/odd', { method: 'POST', body: 'x', headers: { Host: 'shop', 'transfer-encoding': 'chunked', trailer: 'x-sum' } });
  // undici spells this one name its own way.
  expect(legacy.requests.map(({ rawHeaders }) => rawHeaders.filter((name) => /^host$/i.test(name)))).toEqual([['host'], ['Host']]);
});

describe('settings', () => {
  const environment = { LEGACY_URL: 'https://monolith', UNLEASH_URL: 'http://unleash/api', UNLEASH_TOKEN: 'token' };

  test.each<[string, unknown]>([
    ['http://monolith', { host: 'monolith', port: 80, tls: false }],
    ['https://monolith', { host: 'monolith', port: 443, tls: true }],
    ['http://[::1]:3000', { host: '::1', port: 3000, tls: false }],
    ['unix:/run/legacy.sock', { path: '/run/legacy.sock' }],
  ])('%s', (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });

  test('the authorities of a file', async () => {
    const file = join(temporaryFolder(), 'ca.pem');
    const { cert } = await certificate;
    writeFileSync(file, `# ours\n${cert}\n${cert}`);
    expect(readConfig({ ...environment, UPSTREAM_CA_FILE: file }).authorities).toEqual([cert.trim(), cert.trim()]);
  });

  test.each<[string, string, RegExp]>([
    ['a file that is not there', '/nowhere/ca.pem', /UPSTREAM_CA_FILE: .*cannot be read/],
    ['a file that holds none', import.meta.filename, /UPSTREAM_CA_FILE: .*no certificate/],
  ])('%s is refused', (_what, file, message) => {
    expect(() => readConfig({ ...environment, UPSTREAM_CA_FILE: file })).toThrow(message);
  });
});
