import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LoadStats } from './tally.ts';

/** Answers `GET /stats` on a free loopback port; resolves to the server and its URL. */
export async function serveStats(stats: () => LoadStats): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((req, res) => {
    if (req.method !== 'GET' || req.url !== '/stats') return void res.writeHead(404).end();
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(stats()));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stats` };
}
