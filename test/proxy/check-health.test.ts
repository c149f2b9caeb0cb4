import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '../../demo/free-port.ts';
import { runNode } from '../support/run-node.ts';

let server: Server;
let status = 200;
let asked: string | undefined;
beforeAll(async () => {
  server = createServer((req, res) => {
    asked = req.url;
    res.writeHead(status).end();
  }).listen(0);
  await once(server, 'listening');
});
afterAll(() => void server.close());

const check = async (environment: Record<string, string>): Promise<number | null> => (await runNode(['proxy/check-health.ts'], { environment })).status;

test.each([
  ['that may be given callers', 200, 0],
  ['that is stopping', 503, 1],
])('a proxy %s is told apart by the status of the check', async (_, answer, ended) => {
  status = answer;
  expect(await check({ PORT: String((server.address() as AddressInfo).port) })).toBe(ended);
  expect(asked).toBe('/banyan/healthz');
});

test.each(['', '0.0.0.0', '::', '127.0.0.1'])('it is found where it listens on "%s"', async (HOST) => {
  status = 200;
  expect(await check({ HOST, PORT: String((server.address() as AddressInfo).port) })).toBe(0);
});

test('where nobody answers it is not healthy', async () => {
  expect(await check({ HOST: '127.0.0.1', PORT: String(await freePort()) })).toBe(1);
});
