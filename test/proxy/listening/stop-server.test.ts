import { describe, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { startServer } from '../../../proxy/listening/server.ts';
import { onCleanup } from '../support/cleanup.ts';
import { openRaw } from '../support/client.ts';
import { until } from '../support/until.ts';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: shop\r\n\r\n`;
const DRAIN_MS = 2_000;

/** A server that answers nothing before it is told to, and what it was asked, in order. */
async function holdingServer(onStopped?: () => void) {
  const asked: ServerResponse[] = [];
  const server = await startServer((_req, res) => void asked.push(res), { host: '127.0.0.1', port: 0, ...(onStopped && { onStopped }) });
  onCleanup(() => server.stop());
  const caller = openRaw(server.port);
  await until('the connection to be taken', () => server.connections === 1);
  return { server, asked, caller };
}

/** What a caller was told of his connection with each answer. */
const connectionIn = (received: string) => [...received.matchAll(/^Connection: (\S+)\r$/gm)].map(([, said]) => said);

describe('while a server drains', () => {
  test('requests that were sent ahead of each other are all answered, and the last of them is told to be it', async () => {
    const { server, asked, caller } = await holdingServer();
    caller.send(get('/1') + get('/2'));
    await until('both', () => asked.length === 2);
    const stopped = server.stop(DRAIN_MS);
    caller.send(get('/3'));
    await until('one more', () => asked.length === 3);
    // The others wait for the first, whoever is done before.
    for (const res of asked.toReversed()) res.end(res.req.url);
    await caller.ended;
    expect(connectionIn(caller.received())).toEqual(['keep-alive', 'keep-alive', 'close']);
    expect(caller.received()).toMatch(/\/1HTTP[^]*\/2HTTP[^]*\/3$/);
    await server.stop();
    await stopped;
  });

  test('the answer to a request that came before is told to be the last', async () => {
    const { server, asked, caller } = await holdingServer();
    caller.send(get('/1'));
    await until('the request', () => asked.length === 1);
    const stopped = server.stop(DRAIN_MS);
    asked[0]!.end('whole');
    await caller.ended;
    expect(connectionIn(caller.received())).toEqual(['close']);
    await server.stop();
    await stopped;
  });

  test('what is sent behind an answer that was announced as the last is not taken, for it would not be answered', async () => {
    const { server, asked, caller } = await holdingServer();
    const stopped = server.stop(DRAIN_MS);
    caller.send(get('/1'));
    await until('the request', () => asked.length === 1);
    asked[0]!.writeHead(200).write('first, ');
    await until('the beginning', () => caller.received().includes('first, '));
    caller.send(get('/2'));
    const other = openRaw(server.port);
    other.send(get('/other'));
    await until('another caller, who came later', () => asked.length === 2);
    expect(asked[1]!.req.url).toBe('/other');
    for (const res of asked) res.end('whole');
    await Promise.all([caller.ended, other.ended]);
    expect(connectionIn(caller.received())).toEqual(['close']);
    await server.stop();
    await stopped;
  });
});

describe('a server that takes no more connections', () => {
  test.each([['that has just been opened', ''], ['that is kept', get('/before')]])('answers what comes on one %s', async (_which, before) => {
    const closing = Promise.withResolvers<void>();
    const { server, asked, caller } = await holdingServer(closing.resolve);
    caller.send(before);
    if (before !== '') {
      await until('the first request', () => asked.length === 1);
      asked.shift()!.end('before');
      await until('its answer', () => caller.received().endsWith('before'));
    }
    const stopped = server.stop(300);
    await closing.promise;
    caller.send(get('/late'));
    await until('the late request', () => asked.length === 1);
    asked[0]!.end('late');
    await caller.ended;
    expect(caller.received()).toMatch(/Connection: close\r\n[^]*late/);
    await stopped;
  });

  test('hangs up on those who never asked anything, at once where it is not to drain', async () => {
    const { server, caller } = await holdingServer();
    await server.stop(0, 600_000);
    await caller.ended;
    expect(caller.received()).toBe('');
  });
});
