import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createRecordings } from '../../../proxy/recording/recordings.ts';
import { followProxy, type RecordOrder } from '../../../shadow/index.ts';
import type { RecordedExchange } from '../../../shadow/recording/recorded-exchange.ts';
import { ask, askAs } from '../support/client.ts';
import { ADMIN_TOKEN, startTestProxy, type TestProxy } from '../support/proxy.ts';
import { startUpstream } from '../support/upstream.ts';
import { until as untilTrue } from '../../support/until.ts';

const KEY = Buffer.alloc(32, 5).toString('base64url');
const ORDER: RecordOrder = { group: 'catalog', key: KEY, sample: 1, seconds: 60, writes: false };
const aborts: AbortController[] = [];
afterEach(() => {
  for (const each of aborts.splice(0)) each.abort();
});

async function started(listener: Parameters<typeof startUpstream>[0] = (_req, res) => res.writeHead(200, { 'content-type': 'application/json' }).end('{"price":19.9,"name":"Alice"}')): Promise<TestProxy> {
  const [legacy, candidate] = [await startUpstream(listener), await startUpstream((_req, res) => res.end())];
  return startTestProxy({ legacy: legacy.url, candidate: candidate.url });
}

/** The thread that redacts takes its time to begin. */
const until = (_what: string, condition: () => boolean) => untilTrue(() => condition() || undefined, 25_000);

/** Records in the background what the proxy sends. */
function record(proxy: TestProxy, order: Partial<RecordOrder> = {}) {
  const abort = new AbortController();
  aborts.push(abort);
  const exchanges: RecordedExchange[] = [];
  const notes: { dropped: object; end?: string }[] = [];
  const done = (async () => {
    for await (const each of followProxy(`http://127.0.0.1:${proxy.adminPort}`, { token: ADMIN_TOKEN, order: { ...ORDER, ...order }, signal: abort.signal })) {
      if ('exchange' in each) exchanges.push(each.exchange);
      else if ('dropped' in each) notes.push(each);
    }
  })();
  return { exchanges, notes, done, begun: () => until('the recording to begin', () => notes.length > 0), end: () => abort.abort() };
}

const order = (body: unknown, token = ADMIN_TOKEN) => ({ method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });

test('what callers ask and legacy answers is sent on, redacted, and the caller gets what he always got', async () => {
  const proxy = await started();
  const recording = record(proxy);
  await recording.begun();
  expect((await askAs('ada', proxy.port, '/api/products?q=jar', { headers: { authorization: 'Bearer hush' } })).body).toBe('{"price":19.9,"name":"Alice"}');
  await askAs('ada', proxy.port, '/elsewhere');
  await askAs('ada', proxy.port, '/api/products/2');
  await until('the exchanges', () => recording.exchanges.length === 2);
  expect(recording.exchanges.map(({ request }) => request.target)).toEqual(['/api/products?q=jar', '/api/products/2']);
  expect(recording.exchanges[0]).toMatchObject({ request: { method: 'GET', cookies: expect.arrayContaining(['sid']), body: null }, answer: { status: 200, body: { format: 'json', json: expect.stringMatching(/^\{"price":19.9,"name":"~\w+"\}$/) } } });
  expect(new Set(recording.exchanges.map(({ session }) => session)).size).toBe(1);
  expect(JSON.stringify(recording.exchanges)).not.toMatch(/hush|Alice|"ada"/);
});

test('requests that change something come with their bodies, where they are asked for', async () => {
  const proxy = await started((req, res) => void req.resume().on('end', () => res.writeHead(201, { 'content-type': 'application/json' }).end('{"id":7}')));
  const [reads, all] = [record(proxy), record(proxy, { writes: true })];
  await Promise.all([reads.begun(), all.begun()]);
  const body = JSON.stringify({ sku: 'jar-1', note: 'Alice Smith', pieces: [1, 2] });
  expect((await askAs('ada', proxy.port, '/api/products', { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status).toBe(201);
  await askAs('ada', proxy.port, '/api/products');
  await until('the exchanges', () => all.exchanges.length === 2 && reads.exchanges.length === 1);
  const [{ request }] = all.exchanges as [RecordedExchange];
  expect(request.body).toEqual({ format: 'json', json: expect.stringMatching(/^\{"sku":"jar-1","note":"~\w+","pieces":\[1,2\]\}$/) });
  expect(request.withheld).toHaveLength(1);
});

test('a part of the sessions is recorded whole, the others not at all', async () => {
  const proxy = await started();
  const recording = record(proxy, { sample: 0.5 });
  await recording.begun();
  for (let i = 0; i < 40; i++) await askAs(`caller-${i % 20}`, proxy.port, '/api/products');
  const sessions = () => [...Map.groupBy(recording.exchanges, ({ session }) => session).values()];
  // What has been recorded is under way for a while.
  await until('both exchanges of some sessions', () => sessions().length > 3 && sessions().every((each) => each.length === 2));
  const all = record(proxy);
  await all.begun();
  await askAs('last', proxy.port, '/api/products');
  await until('the last exchange', () => all.exchanges.length === 1);
  const whole = sessions().filter(([first]) => first?.session !== all.exchanges[0]!.session);
  expect(new Set(whole.map((each) => each.length))).toEqual(new Set([2]));
  expect(whole.length).toBeGreaterThan(3);
  expect(whole.length).toBeLessThan(17);
});

describe('what is not kept is counted by reason', () => {
  test.each([
    ['not-modified', (_req: IncomingMessage, res: import('node:http').ServerResponse) => void res.writeHead(304).end()],
    ['too-large', (_req: IncomingMessage, res: import('node:http').ServerResponse) => void res.writeHead(200, { 'content-length': 2_000_000 }).end(Buffer.alloc(2_000_000))],
    ['too-large', (_req: IncomingMessage, res: import('node:http').ServerResponse) => void res.writeHead(200).end(Buffer.alloc(2_000_000))],
    ['aborted', (_req: IncomingMessage, res: import('node:http').ServerResponse) => void res.writeHead(200).write('[', () => res.destroy())],
  ])('%s', async (reason, listener) => {
    const proxy = await started(listener);
    const recording = record(proxy);
    await recording.begun();
    await askAs('ada', proxy.port, '/api/products').catch(() => {});
    await until('the note', () => recording.notes.some(({ dropped }) => JSON.stringify(dropped) === `{"${reason}":1}`));
    expect(recording.exchanges).toEqual([]);
  });
});

test('what a reader does not take in time is dropped and counted: no more waits for him than allowed', async () => {
  const recordings = createRecordings({ elapsed: () => 0, log: { info() {} } as never, maxUnreadBytes: 2_000 });
  const to = new PassThrough({ highWaterMark: 100 });
  recordings.open(ORDER, undefined, to as never);
  // Nobody reads: what is written is seen as it goes in.
  let text = '';
  const write = to.write.bind(to) as (piece: string) => boolean;
  to.write = ((piece: string) => ((text += piece), write(piece))) as typeof to.write;
  for (let i = 0; i < 20; i++) {
    const request = { method: 'GET', target: `/api/products/${i}`, headers: [], session: 's', isShadow: false, hasBody: false, at: i, started: 0 };
    const reader = recordings.watch('catalog', {} as never, request as never, { upstream: 'legacy' } as never)?.({ status: 200, reason: 'OK', rawHeaders: [] } as never);
    reader?.piece(Buffer.from('x'.repeat(100)));
    reader?.end([]);
  }
  const kept = () => text.split('\n').filter((line) => line.startsWith('{"at"')).length;
  const busy = () => Number(/.*"busy":(\d+)\}\}\n$/s.exec(text)?.[1]);
  await until('each of them to be written or counted', () => kept() + busy() === 20);
  recordings.close();
  expect(busy()).toBeGreaterThan(5);
  expect(kept()).toBeGreaterThan(0);
});

test('a reader who reads nothing at all slows nobody', async () => {
  const proxy = await started();
  const asked = httpRequest({ port: proxy.adminPort, method: 'POST', path: '/record', headers: order(ORDER).headers });
  asked.end(JSON.stringify(ORDER));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.pause();
  for (let i = 0; i < 20; i++) expect((await askAs('ada', proxy.port, '/api/products')).status).toBe(200);
  answer.destroy();
});

describe('ends', () => {
  test('when its time is over', async () => {
    const proxy = await started();
    const recording = record(proxy, { seconds: 1 });
    await recording.done;
    expect(recording.notes.at(-1)).toEqual({ dropped: {}, end: 'its time is over' });
  });

  test('when nobody reads any more: then there is room for another', async () => {
    const proxy = await started();
    const [first, second] = [record(proxy), record(proxy)];
    await Promise.all([first.begun(), second.begun()]);
    expect(await ask(proxy.adminPort, '/record', order(ORDER))).toMatchObject({ status: 409 });
    first.end();
    await until('the end', () => proxy.logged.some(({ why }) => why === 'nobody reads it any more'));
    const third = record(proxy);
    await third.begun();
  });

  test('when the proxy stops, which does not wait for it', async () => {
    const proxy = await started();
    const recording = record(proxy);
    await recording.begun();
    await proxy.stop();
    await recording.done;
    expect(recording.notes.at(-1)?.end).toBe('the proxy stops');
  });
});

test('is refused without the token, to unknown groups, under no key, and by any method but POST', async () => {
  const proxy = await started();
  const refused: [body: unknown, token: string, status: number][] = [
    [ORDER, 'wrong', 401],
    [{ ...ORDER, group: 'cart' }, ADMIN_TOKEN, 404],
    [{ ...ORDER, key: 'short' }, ADMIN_TOKEN, 400],
    [{ ...ORDER, sample: 2 }, ADMIN_TOKEN, 400],
    [{ ...ORDER, seconds: 1e9 }, ADMIN_TOKEN, 400],
    [{ ...ORDER, more: 1 }, ADMIN_TOKEN, 400],
  ];
  for (const [body, token, status] of refused) expect({ body, status: (await ask(proxy.adminPort, '/record', order(body, token))).status }).toEqual({ body, status });
  expect(await ask(proxy.adminPort, '/record')).toMatchObject({ status: 405, headers: { allow: 'POST' } });
});
