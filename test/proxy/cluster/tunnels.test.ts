import { expect, test } from '@jest/globals';
import { ask, openRaw } from '../support/client.ts';
import { startProxyProcess } from '../support/proxy-process.ts';
import { refusingUrl, startRawUpstream } from '../support/upstream.ts';
import { until } from '../../support/until.ts';

const LONG_MS = 50_000;
const UPGRADE = 'GET /live HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
const MUCH = 300_000;

test('what goes through a WebSocket is in the metrics of several processes while it is open, and stays when the process that had it is replaced', async () => {
  const legacy = await startRawUpstream((socket) => {
    socket.removeAllListeners('data');
    socket.write(SWITCH);
    socket.on('data', (bytes) => socket.write(bytes));
  });
  const proxy = await startProxyProcess(legacy.url, { PROCESSES: '2', BANYAN_ROUTE_GROUPS: JSON.stringify([{ name: 'live', patterns: ['/live'], candidate: await refusingUrl(), shadow: { timeoutMs: 1_000, masks: {}, unordered: [] }, cohort: { timeoutMs: 1_000 } }]) });
  const counted = async (name: string) => Number(new RegExp(`^${name}\\{group="live"[^}]*\\} (\\d+)$`, 'm').exec((await ask(proxy.adminPort, '/metrics')).body)?.[1] ?? 0);

  const caller = openRaw(proxy.port);
  caller.send(UPGRADE);
  await until(() => caller.received().endsWith(SWITCH) || undefined);
  caller.send(Buffer.alloc(MUCH, 1));
  await until(() => caller.received().length >= MUCH || undefined, LONG_MS);
  await until(async () => (await counted('banyan_received_bytes_total')) >= MUCH || undefined);
  await until(async () => (await counted('banyan_sent_bytes_total')) >= MUCH || undefined);

  const before = await counted('banyan_received_bytes_total');
  proxy.child.kill('SIGHUP');
  await caller.ended;
  await until(async () => (await counted('banyan_tunnels_ended_total')) === 1 || undefined, LONG_MS);
  expect(await counted('banyan_received_bytes_total')).toBe(before);
}, 2 * LONG_MS);
