import { describe, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { ask, openRaw } from './support/client.ts';
import { spawnProxy, startProxyProcess } from './support/proxy-process.ts';
import { startUpstream } from './support/upstream.ts';
import { until } from './support/until.ts';

test('a wrong environment: every problem, the remedy, exit status 2', async () => {
  const { output, exit } = spawnProxy({ PORT: 'x', BANYAN_ROUTE_GROUP: '[]' });
  expect(await exit).toBe(2);
  for (const text of ['CONFIG_INVALID', 'PORT:', 'LEGACY_URL:', 'UNLEASH_URL:', 'BANYAN_ROUTE_GROUP:', 'Correct the named variables']) expect(output.err).toContain(text);
});

test('a port that is taken: exit status 1', async () => {
  const taken = await startUpstream(() => {});
  const { exit } = spawnProxy({ PORT: String(taken.port), HOST: '127.0.0.1', ADMIN_PORT: '0', LEGACY_URL: taken.url, UNLEASH_URL: taken.url, UNLEASH_TOKEN: 'x' });
  expect(await exit).toBe(1);
});

describe('told to stop', () => {
  test('it answers what is under way, takes part in nothing new, and exits with 0; it served all along without a flag server', async () => {
    const held: ServerResponse[] = [];
    const legacy = await startUpstream((req, res) => (req.url === '/slow' ? void held.push(res) : res.end('ok')));
    const proxy = await startProxyProcess(legacy.url);
    expect((await ask(proxy.port, '/fast')).body).toBe('ok');
    const kept = openRaw(proxy.port);
    kept.send('GET /fast HTTP/1.1\r\nHost: shop\r\n\r\n');
    await until('an answer on a kept connection', () => kept.received().endsWith('ok'));
    const slow = openRaw(proxy.port);
    slow.send('GET /slow HTTP/1.1\r\nHost: shop\r\n\r\n');
    await until('the slow request', () => held.length === 1);

    proxy.child.kill('SIGTERM');
    await until('it to be unready', async () => (await ask(proxy.adminPort, '/readyz')).status === 503);
    await kept.ended;
    held[0]!.end('late');
    await until('the answer, and the end of its connection', () => slow.closed());
    expect(slow.received()).toMatch(/late$/);
    expect(await proxy.exit).toBe(0);
    expect(proxy.output.out).toContain('"path":"/slow"');
  });

  test('twice, it exits at once', async () => {
    const legacy = await startUpstream(() => {});
    const proxy = await startProxyProcess(legacy.url);
    ask(proxy.port, '/hangs').catch(() => {});
    await until('the request', () => legacy.requests.length === 1);
    proxy.child.kill('SIGTERM');
    await until('it to be unready', async () => (await ask(proxy.adminPort, '/readyz')).status === 503);
    proxy.child.kill('SIGTERM');
    expect(await proxy.exit).toBe(1);
  });
});
