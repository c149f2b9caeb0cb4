import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { createAddressPool } from '../../../../sandbox/ecs/runtime/task-address.ts';

test('each claim is another address of the loopback network, apart from 127.0.*', async () => {
  const pool = createAddressPool();
  const addresses = await Promise.all(Array.from({ length: 50 }, () => pool.claim([])));
  expect(new Set(addresses).size).toBe(50);
  for (const address of addresses) expect(address).toMatch(/^127\.[1-9]\d*\.\d+\.[1-9]\d*$/);
});

test('a port that somebody holds at all addresses is a fault that names it and a likely cause', async () => {
  const greedy = createServer().listen(0, '0.0.0.0');
  await once(greedy, 'listening');
  const { port } = greedy.address() as AddressInfo;
  await expect(createAddressPool().claim([port])).rejects.toThrow(`has the ports ${port} free. Does something listen on them at all addresses, such as a task that does not heed HOST?`);
  greedy.close();
});
