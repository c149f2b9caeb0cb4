import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { expect, test } from '@jest/globals';
import { proposalsOf } from '../../../../domain/mask-proposal.ts';
import { findingsOf } from '../../../../domain/noise-findings.ts';
import type { ShadowOptions } from '../../../../domain/migration.ts';
import '../../support/cleanup.ts';
import { ask, askAs } from '../../support/client.ts';
import { startTestProxy } from '../../support/proxy.ts';
import { startRawUpstream, startUpstream } from '../../support/upstream.ts';
import { until } from '../../support/until.ts';

type Page = Record<string, unknown>;
/** A clock that ticks with every answer, so that a busy machine is no slower. */
let ticks = 1_800_000_000_000;
const shuffled = <T>(list: readonly T[]): T[] => list.map((value) => [Math.random(), value] as const).toSorted(([a], [b]) => a - b).map(([, value]) => value);

/** A page as a monolith makes it: with an id of the request, the moment, and what is alike in an order of its own. */
function page(): Page {
  return { meta: { requestId: randomUUID(), generatedAt: new Date(ticks++).toISOString() }, related: shuffled([3, 5, 7, 11]), items: [{ id: 1, price: 9.99 }] };
}
const serve = (make: (nth: number) => Page): RequestListener => (req, res) => res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(make(Number((req.url ?? '').split('=')[1]))));

/** A proxy through which so many requests have gone, with everything learned of them. */
async function afterRequests(requests: number, { candidate, legacy = page, ...shadow }: { legacy?: (nth: number) => Page; candidate: (nth: number) => Page } & Partial<ShadowOptions>) {
  const [monolith, service] = [await startUpstream(serve(legacy)), await startUpstream(serve(candidate))];
  const proxy = await startTestProxy({ legacy: monolith.url, candidate: service.url, flags: { shadow: 100 }, shadow: { repeatPercent: 100, ...shadow } });
  const metrics = async () => (await ask(proxy.adminPort, '/metrics')).body;
  for (let i = 0; i < requests; i += 4) {
    await Promise.all([0, 1, 2, 3].map((n) => askAs('ada', proxy.port, `/api/products?n=${i + n}`)));
    await until('the comparisons', async () => (await proxy.catalog()).comparisons.compared === i + 4);
  }
  await until('all answers to be let go', async () => (await metrics()).includes('banyan_shadow_bytes 0'));
  return { monolith, proxy, metrics, noise: (await proxy.catalog()).noise };
}

test('noise is learned and proposed, and a regression beneath it is found', async () => {
  // In every second answer a price is wrong, and of what comes in any order one is not there.
  const broken = (nth: number) => (nth % 2 === 0 ? page() : { ...page(), related: shuffled([3, 5, 7]), items: [{ id: 1, price: 10 }] });
  const { noise } = await afterRequests(160, { candidate: broken });
  expect(proposalsOf(noise)).toEqual([
    expect.objectContaining({ path: '$.meta.generatedAt', propose: 'mask', mask: 'timestamp within 5s' }),
    expect.objectContaining({ path: '$.meta.requestId', propose: 'mask', mask: 'uuid', routes: ['GET /api/products'] }),
    expect.objectContaining({ path: '$.related', propose: 'unordered' }),
  ]);
  const found = findingsOf(noise).map(({ finding, path, kind }) => `${finding} ${path} ${kind}`);
  expect(found).toEqual(expect.arrayContaining(['differs $.items[].price value', 'differs $.related[] missing']));
});

test('with its masks in force noise is no difference any more, and a candidate in which a masked field stands still is found', async () => {
  const masks = { '$.meta.requestId': 'uuid', '$.meta.generatedAt': 'timestamp within 5s' } as const;
  const requestId = randomUUID();
  const still = () => ({ ...page(), meta: { requestId, generatedAt: new Date(ticks++).toISOString() } });
  const { noise, proxy } = await afterRequests(120, { candidate: still, masks, unordered: ['$.related'] });
  expect((await proxy.catalog()).comparisons).toMatchObject({ compared: 120, differing: 0 });
  expect(proposalsOf(noise)).toEqual([]);
  expect(findingsOf(noise)).toMatchObject([{ finding: 'steady', path: '$.meta.requestId', against: 0 }]);
});

test('after a mismatch legacy is asked again: what it answers otherwise itself is noise, the rest is not', async () => {
  const { proxy, metrics } = await afterRequests(40, { legacy: () => ({ id: randomUUID(), price: 1 }), candidate: () => ({ id: randomUUID(), price: 2 }) });
  const told = await metrics();
  const asked = Number(/banyan_shadow_repeats_total\{group="catalog",purpose="probe"\} (\d+)/.exec(told)?.[1]);
  expect(asked).toBeGreaterThan(5);
  const learned = async () => (await proxy.catalog()).noise.fields;
  await until('the probes', async () => (await learned()).find(({ path }) => path === '$.id')?.probed === asked);
  const triage = (await learned()).map(({ path, probed, probedNoisy }) => ({ path, probed, noisy: probedNoisy / probed }));
  expect(triage).toEqual(expect.arrayContaining([{ path: '$.id', probed: asked, noisy: 1 }, { path: '$.price', probed: asked, noisy: 0 }]));
});

test('a repeat is marked as a copy, carries what the caller sent, and is no request of legacy’s in the counters', async () => {
  const { monolith, proxy } = await afterRequests(20, { candidate: page });
  const repeats = monolith.requests.filter(({ headers }) => headers['x-banyan-shadow'] !== undefined);
  expect(repeats.length).toBeGreaterThan(2);
  expect(repeats.every(({ method, headers }) => method === 'GET' && String(headers.cookie).includes('sid=ada'))).toBe(true);
  expect((await proxy.catalog()).legacy.requests).toBe(20);
});

test('callers wait for no repeat: legacy may hang on every one', async () => {
  const legacy = await startRawUpstream((socket, head) => {
    if (!/x-banyan-shadow/i.test(head)) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]');
  });
  const candidate = await startUpstream((_req, res) => res.writeHead(200).end('[1]'));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { shadow: 100 }, shadow: { repeatPercent: 100, timeoutMs: 300 } });
  for (let i = 0; i < 30; i++) expect((await ask(proxy.port, '/api/products')).body).toBe('[]');
  await until('the comparisons', async () => (await proxy.catalog()).comparisons.compared === 30);
  expect((await proxy.catalog()).legacy).toMatchObject({ requests: 30, errors: 0 });
});
