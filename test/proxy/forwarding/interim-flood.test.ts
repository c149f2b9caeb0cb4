import { describe, expect, test } from '@jest/globals';
import { MAX_INTERIM_ANSWERS } from '../../../proxy/forwarding/limits.ts';
import { ask, exchangeRaw, openRaw } from '../support/client.ts';
import { startTestProxy } from '../support/proxy.ts';
import { refusingUrl, startRawUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

const HINT = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n';
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const GET = 'GET /x HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n';

describe.each(['undici', 'http-proxy-middleware'] as const)('by %s', (forwarder) => {
  /** A proxy whose legacy gives so many interim answers before the final one, and whether legacy still has that connection. */
  async function proxyBehind(interim: number) {
    let open = 0;
    const legacy = await startRawUpstream((socket) => {
      open += 1;
      socket.once('close', () => (open -= 1));
      socket.write(HINT.repeat(interim) + ANSWER);
    });
    return { proxy: await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl(), config: { forwarder } }), open: () => open };
  }

  test('as many interim answers as there may be are passed on', async () => {
    const { proxy } = await proxyBehind(MAX_INTERIM_ANSWERS);
    const answer = await exchangeRaw(proxy.port, `${GET}\r\n`);
    expect(answer.split('103 Early Hints')).toHaveLength(MAX_INTERIM_ANSWERS + 1);
    expect(answer).toMatch(/HTTP\/1\.1 200 OK\r\n/);
  });

  test('an upstream that gives one more is hung up on, and its caller told', async () => {
    const { proxy, open } = await proxyBehind(MAX_INTERIM_ANSWERS + 1);
    expect((await ask(proxy.port, '/x')).status).toBe(502);
    await until('the connection to be closed', () => open() === 0);
  });

  test('and so is one that a WebSocket was to be opened to', async () => {
    const { proxy, open } = await proxyBehind(MAX_INTERIM_ANSWERS + 1);
    const caller = openRaw(proxy.port);
    caller.send('GET /x HTTP/1.1\r\nHost: shop.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await caller.ended;
    expect(caller.received()).toMatch(/^HTTP\/1\.1 502 /);
    expect(proxy.logged.flatMap(({ status }) => status ?? [])).toEqual([502]);
    await until('the connection to be closed', () => open() === 0);
  });
});
