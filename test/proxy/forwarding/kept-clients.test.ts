import { expect, test } from '@jest/globals';
import { KeptClient, KeptClients } from '../../../proxy/forwarding/kept-clients.ts';
import { onCleanup } from '../support/cleanup.ts';
import { startRawUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

const IDLE_MS = 4_000;

/** Clients of an upstream that answers everything, and ends a connection that asks for `/last`. */
async function clientsBefore() {
  const upstream = await startRawUpstream((socket, head) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    if (head.includes('/last')) socket.end();
  });
  const clock = { ms: 0 };
  const clients = new KeptClients(() => new KeptClient(upstream.url, { pipelining: 2 }), () => clock.ms);
  onCleanup(() => clients.close());
  const ask = async (client: KeptClient, path = '/') => {
    await (await client.request({ method: 'GET', path })).body.dump();
    return client;
  };
  return { clients, ask, clock };
}

test('a client that has served is used again, the latest first', async () => {
  const { clients, ask } = await clientsBefore();
  const [early, late] = [await ask(clients.take()), await ask(clients.take())];
  clients.give(early, IDLE_MS);
  clients.give(late, IDLE_MS);
  expect([clients.take(), clients.take(), clients.take().hasServed]).toEqual([late, early, false]);
  expect([early.hasServed, late.hasServed]).toEqual([true, true]);
});

test('whoever wants a fresh one gets none that has served', async () => {
  const { clients, ask } = await clientsBefore();
  clients.give(await ask(clients.take()), IDLE_MS);
  expect([clients.take(true).hasServed, clients.take().hasServed]).toEqual([false, true]);
});

test('one whose connection has ended is forgotten', async () => {
  const { clients, ask } = await clientsBefore();
  const client = clients.take();
  let hasEnded = false;
  client.on('disconnect', () => (hasEnded = true));
  clients.give(await ask(client, '/last'), IDLE_MS);
  await until('the end of its connection', () => hasEnded);
  expect(clients.take()).not.toBe(client);
});

test('one that has waited for too long by the clock is ended, however late a timer comes', async () => {
  const { clients, ask, clock } = await clientsBefore();
  const client = await ask(clients.take());
  clients.give(client, IDLE_MS);
  clock.ms = IDLE_MS - 1;
  expect(clients.take()).toBe(client);
  clients.give(client, IDLE_MS);
  clock.ms += IDLE_MS;
  expect(clients.take()).not.toBe(client);
  expect(client.destroyed).toBe(true);
});

test('those given back after the end are ended too', async () => {
  const { clients, ask } = await clientsBefore();
  const [early, late] = [await ask(clients.take()), await ask(clients.take())];
  clients.give(early, IDLE_MS);
  clients.close();
  clients.give(late, IDLE_MS);
  expect([early.destroyed, late.destroyed]).toEqual([true, true]);
});
