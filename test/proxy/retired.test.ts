import { expect, test } from '@jest/globals';
import './support/cleanup.ts';
import { ask } from './support/client.ts';
import { startTestProxy } from './support/proxy.ts';
import { startUpstream } from './support/upstream.ts';

async function retiredProxy(stragglers?: 'gone') {
  const legacy = await startUpstream((_req, res) => res.end('legacy'));
  const candidate = await startUpstream((req, res) => void res.writeHead(req.url === '/api/products/ill' ? 503 : 200).end('candidate'));
  // Its flags are archived.
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { cohort: 0, shadow: 100 }, ...(stragglers && { stragglers }), config: { retired: ['catalog'] } });
  return { proxy, legacy };
}

test('a straggler of a retired group gets the candidate, whatever the flags say, and is counted', async () => {
  const { proxy } = await retiredProxy();
  expect(await ask(proxy.port, '/api/products/7')).toMatchObject({ status: 200, body: 'candidate' });
  expect((await ask(proxy.adminPort, '/metrics')).body).toContain('banyan_requests_total{group="catalog",upstream="candidate",reason="retired",status="2xx"} 1');
});

test('where its candidate fails, a straggler is told so: legacy is no way out any more', async () => {
  const { proxy } = await retiredProxy();
  expect(await ask(proxy.port, '/api/products/ill')).toMatchObject({ status: 503, body: 'candidate' });
});

test('a straggler whom nobody is to answer gets 410, and is counted', async () => {
  const { proxy } = await retiredProxy('gone');
  expect(await ask(proxy.port, '/api/products/7')).toMatchObject({ status: 410, body: expect.stringContaining('This is no more.') });
  expect((await ask(proxy.adminPort, '/metrics')).body).toContain('banyan_own_answers_total{why="gone"} 1');
});

test('whoever asks for something else is answered by legacy as ever', async () => {
  const { proxy } = await retiredProxy('gone');
  expect(await ask(proxy.port, '/api/orders')).toMatchObject({ status: 200, body: 'legacy' });
});
