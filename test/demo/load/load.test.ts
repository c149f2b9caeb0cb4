import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Load } from '../../../demo/load/load.ts';
import type { LoadStats } from '../../../demo/load/tally.ts';
import { openShop, type Shop } from '../../legacy-sample/open-shop.ts';
import { until } from '../../support/until.ts';

const CATALOG = ['list', 'product', 'search', 'categories', 'category'] as const;
const MAIN = fileURLToPath(new URL('../../../demo/load/main.ts', import.meta.url));

let shop: Shop;
const servers: Server[] = [];
beforeAll(async () => {
  shop = await openShop();
});
afterAll(async () => {
  for (const server of servers) server.closeAllConnections();
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  await shop.db.close();
});

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Loads a server until `enough`, and stops. */
async function loadUntil(url: string, enough: (stats: LoadStats) => boolean, options: { rate?: number; maxInFlight?: number } = {}): Promise<LoadStats> {
  const load = new Load({ url, rate: 100, seed: 5, maxInFlight: 50, maxConnections: 16, now: Date.now, clock: () => performance.now(), ...options });
  load.start();
  try {
    await until(() => enough(load.stats()) || undefined, 25_000);
  } finally {
    await load.stop();
  }
  return load.stats();
}

test('against the shop every kind of request is answered right, somewhat more than half of them by the catalog', async () => {
  const orders = { 201: 0, 409: 0 };
  let byPage = 0;
  const url = await listen((req, res) => {
    if (req.method === 'POST' && req.url === '/api/orders') res.once('finish', () => (orders[res.statusCode as 201 | 409] += 1));
    if (req.method === 'POST' && req.url === '/orders') res.once('finish', () => (byPage += res.statusCode === 303 ? 1 : 0));
    shop.app(req, res);
  });
  const stats = await loadUntil(url, ({ kinds, sent }) => sent >= 250 && kinds.order !== undefined && kinds.review !== undefined && kinds.export !== undefined, { rate: 120 });
  expect(stats.failures).toEqual([]);
  expect(stats).toMatchObject({ failed: 0, inFlight: 0, succeeded: stats.sent, latencyMs: { p50: expect.any(Number) } });
  const ofCatalog = CATALOG.reduce((sum, kind) => sum + (stats.kinds[kind]?.sent ?? 0), 0);
  expect(ofCatalog / stats.sent).toBeGreaterThan(0.45);
  expect(ofCatalog / stats.sent).toBeLessThan(0.7);
  // What is out of stock cannot be ordered, and that is a right answer too.
  expect(orders[201] + orders[409]).toBe(stats.kinds.order?.sent);
  const { rows } = await shop.db.query('select count(*)::integer as orders from orders');
  expect(rows).toEqual([{ orders: orders[201] + byPage }]);
});

describe('what is wrong is counted as failed', () => {
  test('a price that is off by a cent', async () => {
    const url = await listen(changing((text, path) => (path.startsWith('/api/products/') ? text.replace(/"price":"(\d+)\.(\d\d)"/, (_, euros: string) => `"price":"${euros}.01"`) : text)));
    const stats = await loadUntil(url, ({ failed }) => failed > 5);
    expect(stats.kinds.product?.failed).toBe(stats.failed);
    expect(stats.failures[0]?.reason).toMatch(/costs .* the list said/);
  });

  test('a search that finds something else, and a page of somebody else', async () => {
    const url = await listen(changing((text, path) => (path.includes('q=') ? text.replace(/"name":"[^"]*","brand":"[^"]*"/, '"name":"Xxx","brand":"Yyy"') : path.startsWith('/products/') ? text.replace(/value="[A-Z]{3}-\d+"/, 'value="OTHER"') : text)));
    const { kinds, failures } = await loadUntil(url, ({ kinds }) => (kinds.search?.failed ?? 0) > 0 && (kinds['product-page']?.failed ?? 0) > 0);
    expect(kinds.list?.failed).toBe(0);
    expect(failures.map(({ reason }) => reason)).toEqual(expect.arrayContaining([expect.stringMatching(/a search for .* found/), expect.stringMatching(/not the page of/)]));
  });

  test('a server error, a body that breaks off, a connection that is reset, a session cookie where none belongs', async () => {
    let n = 0;
    const url = await listen((req, res) => {
      const fault = n++ % 8;
      if (fault === 1) return void res.writeHead(502).end('bad gateway');
      if (fault === 2) return void res.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 }).write('{', () => res.destroy());
      if (fault === 3) return void req.socket.destroy();
      if (fault === 4 && req.url?.startsWith('/api/')) res.setHeader('set-cookie', 'sid=stolen; Path=/');
      shop.app(req, res);
    });
    const wanted = [/status 502/, /terminated|aborted|other side closed|closed/i, /set the session cookie/];
    const { failed, failures } = await loadUntil(url, ({ failures }) => wanted.every((each) => failures.some(({ reason }) => each.test(reason))) || failures.length === 20);
    for (const each of wanted) expect(failures.map(({ reason }) => reason)).toEqual(expect.arrayContaining([expect.stringMatching(each)]));
    expect(failed).toBeGreaterThanOrEqual(3);
  });
});

test('a server that does not answer in time gets no more than the cap: arrivals are put off, not piled up', async () => {
  let release: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const url = await listen((req, res) => void held.then(() => shop.app(req, res)));
  const load = new Load({ url, rate: 200, seed: 5, maxInFlight: 10, maxConnections: 16, now: Date.now, clock: () => performance.now() });
  load.start();
  await until(() => load.stats().delayed > 20 || undefined);
  expect(load.stats()).toMatchObject({ sent: 10, inFlight: 10, failed: 0 });
  release?.();
  expect(await load.stop()).toMatchObject({ inFlight: 0, failed: 0 });
});

describe('as a process', () => {
  test('it tells its figures while running, and when told to stop finishes what is in flight and prints them', async () => {
    const url = await listen(shop.app);
    const child = fork(MAIN, ['--url', url, '--rate', '50', '--seed', '9'], { silent: true, execArgv: [] });
    const lines: string[] = [];
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => lines.push(line));
    const first = await until(() => lines[0]);
    const { stats } = JSON.parse(first) as { stats: string };
    await until(async () => ((await (await fetch(stats)).json()) as LoadStats).succeeded > 10 || undefined);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(JSON.parse(await until(() => lines[1]))).toEqual({ orders: expect.any(Array), sessions: expect.any(Array) });
    expect(JSON.parse(await until(() => lines[2]))).toMatchObject({ failed: 0, inFlight: 0, failures: [] });
  });

  test('it ends by itself when its parent goes away', async () => {
    const child = fork(MAIN, ['--url', await listen(shop.app), '--rate', '20'], { silent: true, execArgv: [] });
    await once(child.stdout ?? process.stdin, 'data');
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test.each([[[]], [['--url', 'nowhere']], [['--url', 'http://127.0.0.1:1', '--rate', '0']], [['--url', 'http://127.0.0.1:1', '--rat', '1']]])('it refuses %j', async (args) => {
    const child = fork(MAIN, args, { silent: true, execArgv: [] });
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(1);
  });
});

/** The shop, with the text of its answers changed. */
function changing(change: (text: string, path: string) => string): RequestListener {
  return (req, res) => {
    const path = req.url ?? '';
    const end = res.end.bind(res);
    res.end = ((chunk?: unknown, ...rest: never[]) => {
      if (typeof chunk !== 'string' && !Buffer.isBuffer(chunk)) return end(chunk as never, ...rest);
      const text = change(chunk.toString(), path);
      if (!res.headersSent) res.setHeader('content-length', Buffer.byteLength(text));
      return end(text);
    }) as typeof res.end;
    shop.app(req, res);
  };
}
