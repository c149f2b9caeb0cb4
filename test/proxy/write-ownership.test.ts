import { createHash } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { expect, test } from '@jest/globals';
import type { Upstream as Side } from '../../domain/decision.ts';
import './support/cleanup.ts';
import { ask } from './support/client.ts';
import type { FlagState } from './support/flag-server.ts';
import { startTestProxy, type TestProxyOptions } from './support/proxy.ts';
import { startUpstream } from './support/upstream.ts';

/** A write that a side has carried out. */
interface Written {
  readonly side: Side;
  readonly sha256: string;
}

/** Two services of one group's data behind a proxy: each refuses what changes something while the other owns the writes, as the fence in its store has it do. */
async function startSides(flags: FlagState, given: { readonly owner: Side; readonly early?: boolean } & Partial<TestProxyOptions>) {
  const stores: { owner: Side | 'nobody' } = { owner: given.owner };
  const written: Written[] = [];
  const refused: Side[] = [];
  const service = (side: Side): RequestListener => (req, res) => {
    if (req.method === 'GET' && req.url !== '/api/products/seen') return void res.end(side);
    const refuse = () => {
      refused.push(side);
      res.writeHead(503, { 'x-banyan-fenced': stores.owner }).end('{"error":"not here"}');
    };
    if (given.early && stores.owner !== side) return refuse();
    void (async () => {
      const sha256 = await read(req);
      if (stores.owner !== side) return refuse();
      written.push({ side, sha256 });
      res.writeHead(201).end(side);
    })();
  };
  const [legacy, candidate] = [await startUpstream(service('legacy')), await startUpstream(service('candidate'))];
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags, movesData: true, ...given });
  const write = (body = 'order', headers: Record<string, string> = { cookie: 'sid=ada' }) => ask(proxy.port, '/api/products', { method: 'POST', headers, body });
  return { proxy, stores, written, refused, write, legacy, candidate };
}

async function read(req: IncomingMessage): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of req) digest.update(piece as Buffer);
  return digest.digest('hex');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

test('before the cutover the cohort reads from the candidate and writes at legacy', async () => {
  const { proxy, written, refused, write } = await startSides({ cohort: 100, writes: 'legacy' }, { owner: 'legacy' });
  expect((await ask(proxy.port, '/api/products', { headers: { cookie: 'sid=ada' } })).body).toBe('candidate');
  expect(await write()).toMatchObject({ status: 201, body: 'legacy' });
  expect({ written, refused }).toEqual({ written: [{ side: 'legacy', sha256: sha256('order') }], refused: [] });
});

test('after it everybody writes at the candidate, whoever answers his reads', async () => {
  const { proxy, written, refused, write } = await startSides({ cohort: 0, writes: 'candidate' }, { owner: 'candidate' });
  expect((await ask(proxy.port, '/api/products', { headers: { cookie: 'sid=ada' } })).body).toBe('legacy');
  expect(await write()).toMatchObject({ status: 201, body: 'candidate' });
  expect({ written: written.map(({ side }) => side), refused }).toEqual({ written: ['candidate'], refused: [] });
});

test.each<[string, boolean]>([['after it has read the body', false], ['before it has read any of it', true]])('a write that a side refuses %s is carried out by the other, once and whole', async (_, early) => {
  const { proxy, written, refused, write } = await startSides({ cohort: 0, writes: 'legacy' }, { owner: 'candidate', early });
  const order = 'order '.repeat(60_000);
  const answer = await write(order);
  expect(answer).toMatchObject({ status: 201, body: 'candidate' });
  expect(answer.headers['x-banyan-fenced']).toBeUndefined();
  expect({ written, refused }).toEqual({ written: [{ side: 'candidate', sha256: sha256(order) }], refused: ['legacy'] });
  expect((await ask(proxy.adminPort, '/metrics')).body).toContain('banyan_fenced_total{group="catalog",outcome="passed-on"} 1');
  expect((await ask(proxy.adminPort, '/metrics')).body).toContain('banyan_requests_total{group="catalog",upstream="candidate",reason="fenced",status="2xx"} 1');
});

test('what a side has said is believed for those who come after, though the flag says otherwise still', async () => {
  const { write, refused, written } = await startSides({ cohort: 0, writes: 'legacy' }, { owner: 'candidate' });
  for (let n = 0; n < 5; n++) await write(`order ${n}`);
  expect(refused).toEqual(['legacy']);
  expect(written.map(({ side }) => side)).toEqual(Array.from({ length: 5 }, () => 'candidate'));
});

test('a flag that changes afterwards is newer than what was said, and a side’s word newer than that', async () => {
  const { proxy, stores, write, refused } = await startSides({ cohort: 0, writes: 'legacy' }, { owner: 'candidate' });
  await write('1');
  await proxy.setFlags({ cohort: 0, writes: 'candidate' });
  await write('2');
  expect(refused).toEqual(['legacy']);
  stores.owner = 'legacy';
  await proxy.setFlags({ cohort: 0, writes: 'legacy' });
  await write('3');
  expect(refused).toEqual(['legacy']);
  stores.owner = 'candidate';
  await write('4');
  expect(refused).toEqual(['legacy', 'legacy']);
});

test('with flags that nobody knows legacy is asked first, and whoever it names next', async () => {
  const { write, refused, written } = await startSides({ cohort: 100 }, { owner: 'candidate' });
  await write('1');
  await write('2');
  expect(refused).toEqual(['legacy']);
  expect(written.map(({ side }) => side)).toEqual(['candidate', 'candidate']);
});

test('with the flag switched off reads go to legacy and writes to their owner', async () => {
  const { proxy, written, write } = await startSides({ on: false, cohort: 100, writes: 'candidate' }, { owner: 'candidate' });
  expect((await ask(proxy.port, '/api/products', { headers: { cookie: 'sid=ada' } })).body).toBe('legacy');
  await write();
  expect(written.map(({ side }) => side)).toEqual(['candidate']);
});

test('where neither side takes it the caller is told to come again, and nothing was done', async () => {
  const { proxy, written, refused, write } = await startSides({ cohort: 0, writes: 'legacy' }, { owner: 'nobody' as Side });
  const answer = await write();
  expect(answer).toMatchObject({ status: 503, body: expect.stringContaining('Nothing was done.') });
  expect(answer.headers['retry-after']).toBe('1');
  expect({ written, refused }).toEqual({ written: [], refused: ['legacy', 'candidate'] });
  expect((await ask(proxy.adminPort, '/metrics')).body).toContain('banyan_fenced_total{group="catalog",outcome="refused"} 1');
});

test('a body too large to be kept is refused clearly, and the next one goes to the owner at once', async () => {
  const { written, refused, write } = await startSides({ cohort: 0, writes: 'legacy' }, { owner: 'candidate' });
  const large = 'x'.repeat(1024 * 1024 + 1);
  const answer = await write(large);
  expect(answer).toMatchObject({ status: 503, body: expect.stringContaining('Nothing was done.') });
  expect(answer.headers['retry-after']).toBe('1');
  expect(await write(large)).toMatchObject({ status: 201, body: 'candidate' });
  expect({ written: written.length, refused }).toEqual({ written: 1, refused: ['legacy'] });
});

test('a body whose length nobody says is passed on like any other', async () => {
  const { written, write } = await startSides({ cohort: 0, writes: 'legacy' }, { owner: 'candidate' });
  expect(await write('in pieces', { cookie: 'sid=ada', 'transfer-encoding': 'chunked' })).toMatchObject({ status: 201 });
  expect(written).toEqual([{ side: 'candidate', sha256: sha256('in pieces') }]);
});

test('a read that changes something all the same is passed on too, and refusals are no failures: the breaker stays shut', async () => {
  const { proxy, refused } = await startSides({ cohort: 100, writes: 'legacy' }, { owner: 'legacy' });
  const headers = { cookie: 'sid=ada' };
  for (let n = 0; n < 30; n++) expect(await ask(proxy.port, '/api/products/seen', { headers })).toMatchObject({ status: 201, body: 'legacy' });
  expect(refused).toEqual(Array.from({ length: 30 }, () => 'candidate'));
  const { candidate, legacy } = await proxy.catalog();
  expect([candidate.errors, legacy.errors]).toEqual([0, 0]);
  expect((await ask(proxy.port, '/api/products', { headers })).body).toBe('candidate');
});

test('of a group whose data does not move such an answer is an answer like any other', async () => {
  const legacy = await startUpstream((_req, res) => res.writeHead(503, { 'x-banyan-fenced': 'candidate' }).end('its own'));
  const candidate = await startUpstream((_req, res) => res.end('candidate'));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { cohort: 0 } });
  expect(await ask(proxy.port, '/api/products', { method: 'POST', headers: {}, body: 'order' })).toMatchObject({ status: 503, body: 'its own' });
  expect(candidate.requests).toHaveLength(0);
});

test('what legacy refused is neither copied nor compared', async () => {
  const copying = { writes: { kind: 'dry-run' as const }, never: [], harmless: [] };
  const { proxy, write, candidate } = await startSides({ cohort: 0, shadow: 100, writes: 'legacy' }, { owner: 'candidate', shadow: { copying }, config: { shadowSecret: 's'.repeat(32) } });
  expect((await write()).body).toBe('candidate');
  const { compared, dropped } = (await proxy.catalog()).comparisons;
  expect([compared, ...Object.values(dropped)].every((count) => count === 0)).toBe(true);
  expect(candidate.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
});
