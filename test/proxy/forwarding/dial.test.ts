import { expect, test } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import { createDial } from '../../../proxy/forwarding/dial.ts';
import type { Resolver } from '../../../proxy/forwarding/resolve.ts';
import { onCleanup } from '../support/cleanup.ts';
import { until } from '../support/until.ts';

/** Listens on one port of several addresses, as tasks of one service do. */
async function listenOn(addresses: readonly string[]) {
  const accepted: string[] = [];
  let port = 0;
  for (const address of addresses) {
    const server = createServer((socket) => {
      accepted.push(address);
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => server.listen(port, address, resolve));
    port = (server.address() as AddressInfo).port;
    onCleanup(() => new Promise((resolve) => server.close(resolve)));
  }
  return { port, accepted };
}

const resolverOf = (addresses: (fresh: boolean) => readonly string[]): Resolver => ({ addresses: async (_host, fresh = false) => addresses(fresh), isKnown: () => true });

test('connections take the addresses in turn', async () => {
  const { port, accepted } = await listenOn(['127.4.0.1', '127.4.0.2']);
  const dial = createDial({ resolver: resolverOf(() => ['127.4.0.1', '127.4.0.2']), timeoutMs: 1_000 });
  for (let i = 0; i < 6; i++) (await dial({ host: 'catalog', port, tls: false })).destroy();
  await until('all connections', () => accepted.length === 6);
  expect(accepted.filter((address) => address === '127.4.0.1')).toHaveLength(3);
});

test('an address that refuses is passed over', async () => {
  const { port } = await listenOn(['127.4.0.3']);
  const dial = createDial({ resolver: resolverOf(() => ['127.4.0.9', '127.4.0.3']), timeoutMs: 1_000 });
  for (let i = 0; i < 4; i++) {
    const socket = await dial({ host: 'catalog', port, tls: false });
    expect(socket.remoteAddress).toBe('127.4.0.3');
    socket.destroy();
  }
});

test('where every address refuses the name is looked up again at once', async () => {
  const { port } = await listenOn(['127.4.0.4']);
  const dial = createDial({ resolver: resolverOf((fresh) => (fresh ? ['127.4.0.4'] : ['127.4.0.9'])), timeoutMs: 1_000 });
  const socket = await dial({ host: 'catalog', port, tls: false });
  expect(socket.remoteAddress).toBe('127.4.0.4');
  socket.destroy();
});

test('where nobody is left the error says why', async () => {
  const { port } = await listenOn(['127.4.0.5']);
  const dial = createDial({ resolver: resolverOf(() => ['127.4.0.8', '127.4.0.9']), timeoutMs: 1_000 });
  await expect(dial({ host: 'catalog', port, tls: false })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
