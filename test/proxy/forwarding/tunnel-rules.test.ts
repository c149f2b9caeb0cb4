import { describe, expect, test } from '@jest/globals';
import type { Socket } from 'node:net';
import type { ProxyConfig } from '../../../proxy/config/config.ts';
import { ask, openRaw, exchangeRaw } from '../support/client.ts';
import { ADMIN_TOKEN, startTestProxy } from '../support/proxy.ts';
import { startRawUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

const UPGRADE = 'GET /api/products/live HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nCookie: sid=ada\r\n\r\n';
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
const RULES = { most: 100, idleMs: null, onRollback: 'close' } as const;
/** A text frame as a server sends it. */
const frame = (text: string) => Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]);
const closing = (code: number) => Buffer.from([0x88, 0x02, code >> 8, code & 0xff]).toString('latin1');

/** A WebSocket from `ada` to the candidate, at whose end is `upstream`. */
async function tunnelled(config: Partial<ProxyConfig> = {}, handshake = SWITCH) {
  const ends: { socket: Socket; received: string }[] = [];
  const candidate = await startRawUpstream((socket) => {
    const end = { socket, received: '' };
    ends.push(end);
    socket.removeAllListeners('data').on('data', (data) => (end.received += data.toString('latin1')));
    socket.write(handshake);
  });
  const legacy = await startRawUpstream((socket) => socket.write(SWITCH));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { cohort: 100 }, config: { tunnels: RULES, ...config } });
  const open = async () => {
    const caller = openRaw(proxy.port);
    caller.send(UPGRADE);
    await until('the handshake', () => caller.received().startsWith(SWITCH) || caller.closed());
    return caller;
  };
  const metric = async (line: string) => (await ask(proxy.adminPort, '/metrics')).body.includes(line);
  return { proxy, ends, caller: await open(), open, metric };
}

describe('a WebSocket to the candidate', () => {
  test.each<[string, (proxy: Awaited<ReturnType<typeof tunnelled>>['proxy']) => Promise<unknown>]>([
    ['the flag is switched off', (proxy) => proxy.setFlags({ on: false })],
    ['the flag is gone', (proxy) => proxy.setFlags('none')],
    ['its caller is no longer of the cohort', (proxy) => proxy.setFlags({ cohort: 0 })],
    ['an operator takes the group back', (proxy) => ask(proxy.adminPort, '/override', { method: 'POST', headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' }, body: '{"group":"catalog","to":"legacy"}' })],
  ])('is closed, so that the client connects anew, when %s', async (_when, takeBack) => {
    const { proxy, ends, caller, metric } = await tunnelled();
    expect(await metric('banyan_tunnels_open{group="catalog",upstream="candidate"} 1')).toBe(true);
    await takeBack(proxy);
    await caller.ended;
    expect(caller.received()).toBe(SWITCH + closing(1012));
    await until('the candidate to be told', () => ends[0]!.socket.closed);
    expect(unmasked(ends[0]!.received)).toBe(closing(1012).slice(2));
    expect(await metric('banyan_tunnels_open{group="catalog",upstream="candidate"} 0')).toBe(true);
    expect(await metric('banyan_tunnels_ended_total{group="catalog",upstream="candidate",why="rolled-back"} 1')).toBe(true);
  });

  test('stays where that was asked for, and where flags are only in doubt', async () => {
    const { proxy, caller, open } = await tunnelled({ tunnels: { ...RULES, onRollback: 'leave' } });
    await proxy.setFlags({ on: false });
    const next = await open();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect([caller.closed(), next.closed()]).toEqual([false, false]);
    caller.destroy();

    const doubtful = await tunnelled({ unleash: { url: '', token: 'client-token', refreshMs: 15, staleMs: 200, stream: false } });
    doubtful.proxy.flagServer.fail(500);
    await until('the flags to be stale', async () => (await doubtful.proxy.report()).flags === 'stale');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(doubtful.caller.closed()).toBe(false);
  });

  test('is closed after the frame that is under way, not within it', async () => {
    const { proxy, ends, caller } = await tunnelled();
    const bytes = frame('hello world');
    ends[0]!.socket.write(bytes.subarray(0, 5));
    await until('the first half', () => caller.received().endsWith('hel'));
    await proxy.setFlags({ on: false });
    await until('the other direction to be closed', () => ends[0]!.received.length === 8);
    expect(caller.received()).toBe(SWITCH + bytes.subarray(0, 5).toString('latin1'));
    ends[0]!.socket.write(bytes.subarray(5));
    await caller.ended;
    expect(caller.received()).toBe(SWITCH + bytes.toString('latin1') + closing(1012));
  });

  test('whose frame never ends is ended all the same', async () => {
    const { proxy, ends, caller } = await tunnelled();
    ends[0]!.socket.write(frame('hello world').subarray(0, 5));
    await until('the first half', () => caller.received().endsWith('hel'));
    await proxy.setFlags({ on: false });
    await caller.ended;
  });
});

test('WebSockets take leave when the proxy stops', async () => {
  const { proxy, caller, ends } = await tunnelled();
  await proxy.stop();
  await caller.ended;
  expect(caller.received()).toBe(SWITCH + closing(1001));
  expect(unmasked(ends[0]!.received)).toBe(closing(1001).slice(2));
});

test('a WebSocket on which nothing happens is closed where that was asked for; one on which something does is not', async () => {
  const { caller, ends, metric } = await tunnelled({ tunnels: { ...RULES, idleMs: 150 } });
  for (let i = 0; i < 6; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    ends[0]!.socket.write(frame('tick'));
  }
  expect(caller.closed()).toBe(false);
  await caller.ended;
  expect(caller.received().endsWith(closing(1001))).toBe(true);
  await until('the count', () => metric('banyan_tunnels_ended_total{group="catalog",upstream="candidate",why="idle"} 1'));
});

test('too many at once are told so', async () => {
  const { proxy, caller } = await tunnelled({ tunnels: { ...RULES, most: 1 } });
  expect(await exchangeRaw(proxy.port, UPGRADE)).toMatch(/^HTTP\/1\.1 503 /);
  caller.destroy();
});

test.each([
  ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nevil'],
  ['none', 'HTTP/1.1 101 Switching Protocols\r\n\r\nevil'],
  ['a body in a coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n4\r\nevil\r\n0\r\n\r\n'],
])('an upstream that switches to %s instead: 502', async (_what, handshake) => {
  const { caller } = await tunnelled({}, handshake);
  await caller.ended;
  expect(caller.received()).toMatch(/^HTTP\/1\.1 502 /);
  expect(caller.received()).not.toContain('evil');
});

/** The payload of a masked frame. */
function unmasked(received: string): string {
  const bytes = Buffer.from(received, 'latin1');
  expect([...bytes.subarray(0, 2)]).toEqual([0x88, 0x82]);
  return Buffer.from(bytes.subarray(6).map((byte, i) => byte ^ bytes[2 + i]!)).toString('latin1');
}
