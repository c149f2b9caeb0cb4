import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A target that counts what it answers; `/count` tells. Prints its port once it listens. */
let answered = 0;
const server = createServer((request, response) => {
  if (request.url === '/count') return void response.end(String(answered));
  if (request.url !== '/healthz') answered += 1;
  response.end('ok');
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
