import { describe, expect, test } from '@jest/globals';
import type { TracingConfig } from '../../../../proxy/observing/tracing/tracing.ts';
import { askAs, ask } from '../../support/client.ts';
import { startOtlpReceiver, type OtlpReceiver } from '../../support/otlp-receiver.ts';
import { startTestProxy } from '../../support/proxy.ts';
import type { FlagState } from '../../support/flag-server.ts';
import { until } from '../../support/until.ts';
import { startUpstream } from '../../support/upstream.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLERS_SPAN = 'b7ad6b7169203331';
const SERVER = 2;
const CLIENT = 3;

interface Scene {
  readonly flags?: FlagState;
  readonly sampler?: Partial<TracingConfig>;
  readonly candidateStatus?: number;
  readonly receiver?: OtlpReceiver;
}

async function trace({ flags = { cohort: 100 }, sampler = {}, candidateStatus = 200, receiver: given }: Scene = {}) {
  const receiver = given ?? (await startOtlpReceiver());
  const legacy = await startUpstream((_req, res) => res.end('legacy'));
  const candidate = await startUpstream((_req, res) => res.writeHead(candidateStatus).end('candidate'));
  const tracing: TracingConfig = { url: receiver.url, serviceName: 'shop-proxy', sampler: 'parentbased_always_on', ratio: 1, exportEveryMs: 10, ...sampler };
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags, config: { tracing } });
  return { receiver, legacy, candidate, proxy };
}

const sampled = { traceparent: `00-${TRACE}-${CALLERS_SPAN}-01`, tracestate: 'rojo=1' };
const traceparentOf = (upstream: { readonly requests: readonly { readonly headers: NodeJS.Dict<string | string[]> }[] }, at = 0) => String(upstream.requests[at]?.headers['traceparent']);

test('the caller’s span has the proxy’s below it, that one what is sent to the upstream, and the upstream is told of that', async () => {
  const { receiver, candidate, proxy } = await trace();
  await askAs('ada-the-secret', proxy.port, '/api/products/7?q=hush', { headers: sampled });
  await until('both spans', () => receiver.spans.length === 2);
  const server = receiver.spans.find(({ kind }) => kind === SERVER)!;
  const client = receiver.spans.find(({ kind }) => kind === CLIENT)!;
  expect(server).toMatchObject({ traceId: TRACE, parentSpanId: CALLERS_SPAN, name: 'GET', service: 'shop-proxy' });
  expect(server.attributes).toEqual({
    'http.request.method': 'GET',
    'url.path': '/api/products/7',
    'url.scheme': 'http',
    'network.protocol.version': '1.1',
    'http.response.status_code': 200,
    'banyan.group': 'catalog',
    'banyan.upstream': 'candidate',
    'banyan.reason': 'in-cohort',
  });
  expect(client).toMatchObject({ traceId: TRACE, parentSpanId: server.spanId, name: 'GET' });
  expect(client.attributes).toMatchObject({ 'url.full': `${candidate.url}/api/products/7`, 'server.address': '127.0.0.1', 'server.port': candidate.port, 'http.response.status_code': 200, 'banyan.upstream': 'candidate' });
  expect(traceparentOf(candidate)).toBe(`00-${TRACE}-${client.spanId}-01`);
  expect(candidate.requests[0]?.headers['tracestate']).toBe('rojo=1');
  expect(receiver.bodies.join()).not.toMatch(/hush|ada-the-secret/);
});

test('a fallback shows both attempts, and which one failed', async () => {
  const { receiver, legacy, proxy } = await trace({ candidateStatus: 503 });
  await askAs('ada', proxy.port, '/api/products', { headers: sampled });
  await until('all spans', () => receiver.spans.length === 3);
  const clients = receiver.spans.filter(({ kind }) => kind === CLIENT);
  expect(clients.map(({ attributes, status }) => [attributes['banyan.upstream'], attributes['error.type'], status.code ?? 0])).toEqual([['candidate', '503', 2], ['legacy', undefined, 0]]);
  expect(receiver.spans.find(({ kind }) => kind === SERVER)?.attributes).toMatchObject({ 'banyan.reason': 'fallback', 'http.response.status_code': 200 });
  expect(traceparentOf(legacy)).toContain(clients[1]?.spanId);
});

test('a copy is below the request that it is a copy of', async () => {
  const { receiver, candidate, proxy } = await trace({ flags: { cohort: 0, shadow: 100 } });
  await askAs('ada', proxy.port, '/api/products', { headers: sampled });
  await until('all spans', () => receiver.spans.length === 3);
  const copy = receiver.spans.find(({ attributes }) => attributes['banyan.shadow'] === true)!;
  expect(copy.parentSpanId).toBe(receiver.spans.find(({ kind }) => kind === SERVER)?.spanId);
  expect(traceparentOf(candidate)).toContain(copy.spanId);
});

test('a request without a trace begins one', async () => {
  const { receiver, candidate, proxy } = await trace();
  await askAs('ada', proxy.port, '/api/products', { headers: { traceparent: 'nonsense' } });
  await until('both spans', () => receiver.spans.length === 2);
  const server = receiver.spans.find(({ kind }) => kind === SERVER)!;
  expect(server.parentSpanId ?? '').toBe('');
  expect(traceparentOf(candidate)).toMatch(new RegExp(`^00-${server.traceId}-[0-9a-f]{16}-01$`));
});

describe('sampling', () => {
  test.each<[string, Partial<TracingConfig>, string, boolean]>([
    ['a caller that is not recorded is not', {}, '00', false],
    ['unless all are', { sampler: 'always_on' }, '00', true],
    ['a caller that is recorded is, whatever the ratio', { sampler: 'parentbased_traceidratio', ratio: 0 }, '01', true],
    ['unless none are', { sampler: 'always_off' }, '01', false],
    ['nor by a ratio of nothing that heeds no caller', { sampler: 'traceidratio', ratio: 0 }, '01', false],
  ])('%s', async (_what, sampler, flags, isRecorded) => {
    const { receiver, candidate, proxy } = await trace({ sampler });
    await askAs('ada', proxy.port, '/api/products', { headers: { traceparent: `00-${TRACE}-${CALLERS_SPAN}-${flags}` } });
    await proxy.stop();
    expect(receiver.spans.length > 0).toBe(isRecorded);
    expect(traceparentOf(candidate)).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-0${Number(isRecorded)}$`));
  });
});

test('what a caller invents gets no name of its own', async () => {
  const { receiver, proxy } = await trace();
  await ask(proxy.port, '/cart', { method: 'PROPFIND' });
  await until('both spans', () => receiver.spans.length === 2);
  expect(receiver.spans.map(({ name, attributes }) => [name, attributes['http.request.method']])).toEqual([['HTTP', '_OTHER'], ['HTTP', '_OTHER']]);
});

test('a receiver that fails costs spans and no request, and is complained of once', async () => {
  const { receiver, proxy } = await trace();
  receiver.fail(400);
  for (let i = 0; i < 3; i++) {
    expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('candidate');
    await until('an export', () => receiver.bodies.length > i);
  }
  await until('the count', async () => /banyan_spans_total\{outcome="failed"\} [6-9]/.test((await ask(proxy.adminPort, '/metrics')).body));
  expect(proxy.logged.filter(({ message }) => message === 'spans cannot be exported')).toHaveLength(1);
});

test('a receiver that hangs does not hold the requests, nor the end until it is given up', async () => {
  const { receiver, proxy } = await trace({ sampler: { exportEveryMs: 60_000 } });
  receiver.fail('hang');
  expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('candidate');
  await proxy.stop();
  // By the time that this is answered the receiver would know of an export that was given up before.
  receiver.fail(400);
  await fetch(receiver.url, { method: 'POST' });
  expect(receiver.waiting()).toBe(1);
});
