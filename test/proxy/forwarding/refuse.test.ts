import { expect, test } from '@jest/globals';
import { refuse } from '../../../proxy/forwarding/refuse.ts';
import { startServer } from '../../../proxy/listening/server.ts';
import { onCleanup } from '../support/cleanup.ts';
import { exchangeRaw } from '../support/client.ts';

test('a refusal keeps the connection of a request that is all there, and ends that of one whose body may follow', async () => {
  const server = await startServer((_req, res) => refuse(res, 502), { host: '127.0.0.1', port: 0 });
  onCleanup(() => server.stop());
  const received = await exchangeRaw(server.port, 'GET /1 HTTP/1.1\r\nHost: shop\r\n\r\nPOST /2 HTTP/1.1\r\nHost: shop\r\nContent-Length: 40\r\n\r\nGET /3 HTTP/1.1\r\nHost: shop\r\n\r\n');
  expect([...received.matchAll(/^Connection: (\S+)\r$/gm)].map(([, said]) => said)).toEqual(['keep-alive', 'close']);
});
