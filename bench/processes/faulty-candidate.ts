import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A candidate as a process of its own that is `slow` (100 ms), `hung` (never answers) or `resetting`. Prints its port; ends with its parent. */
const [fault = ''] = process.argv.slice(2);
const server = createServer((request, response) => {
  if (fault === 'slow') setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'), 100);
  if (fault === 'resetting') request.socket.resetAndDestroy();
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.on('disconnect', () => process.exit(0));
