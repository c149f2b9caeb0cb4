import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import type { ClientConnection } from '../../../../../sandbox/elbv2/traffic/listening/client-connection.ts';
import { startListenerServer } from '../../../../../sandbox/elbv2/traffic/listening/listener-server.ts';
import { until } from '../../aws-on-loopback.ts';
import { freePort } from '../../../../../demo/free-port.ts';

test('more connections than there is room for are turned away, and counted', async () => {
  const port = await freePort();
  let rejected = 0;
  let opened = 0;
  const never = (): never => {
    throw new Error('nobody asked');
  };
  const server = await startListenerServer(
    { host: '127.0.0.1', port, idleMs: () => 60_000, monotonic: () => 0, newId: () => 'TID_1', maxConnections: 1, tls: undefined, http2: () => false },
    { request: never, upgrade: never, malformed: never, silent: never, isIdle: never, opened: () => (opened += 1), closed: () => {}, rejected: () => (rejected += 1), tlsRefused: never },
  );
  const first = connect(port, '127.0.0.1');
  await until(() => opened === 1);
  const second = connect(port, '127.0.0.1').on('error', () => {});
  await once(second, 'close');
  expect([opened, rejected]).toEqual([1, 1]);
  first.destroy();
  await server.close();
});

test('a server that takes no new connections closes those on which nothing is under way, and the others when nothing is any more', async () => {
  const port = await freePort();
  const opened: ClientConnection[] = [];
  let accepted = 0;
  const never = (): never => {
    throw new Error('nobody asked');
  };
  const server = await startListenerServer(
    { host: '127.0.0.1', port, idleMs: () => 60_000, monotonic: () => 0, newId: () => `TID_${opened.length}`, maxConnections: 9, tls: undefined, http2: () => false },
    { request: (_request, _response, connection) => void opened.push(connection), upgrade: never, malformed: never, silent: never, isIdle: (connection) => !opened.includes(connection), opened: () => (accepted += 1), closed: () => {}, rejected: never, tlsRefused: never },
  );
  const busy = connect(port, '127.0.0.1').on('error', () => {});
  busy.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const idle = connect(port, '127.0.0.1');
  idle.resume();
  await until(() => opened.length === 1 && accepted === 2);
  server.stop();
  await once(idle, 'close');
  expect([busy.destroyed, opened[0]?.retired]).toEqual([false, true]);
  busy.destroy();
  await server.close();
});
