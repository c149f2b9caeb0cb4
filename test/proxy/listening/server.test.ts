import { expect, test } from '@jest/globals';
import { openRaw } from '../support/client.ts';
import { startTestProxy } from '../support/proxy.ts';
import { refusingUrl, startUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

const GET = 'GET /x HTTP/1.1\r\nHost: shop\r\n\r\n';

test('while it drains, callers on kept connections are served and told to come no more; the health check fails', async () => {
  const legacy = await startUpstream((_req, res) => res.end('ok'));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl(), config: { drainMs: 1_000 } });
  const caller = openRaw(proxy.port);
  caller.send(GET);
  await until('the first answer', () => /keep-alive[^]*ok$/i.test(caller.received()));
  const stopped = proxy.stop();
  caller.send(GET);
  await caller.ended;
  expect(caller.received().match(/ok/g)).toHaveLength(2);
  expect(caller.received()).toMatch(/Connection: close[^]*ok$/);
  const health = openRaw(proxy.port);
  health.send(GET.replace('/x', '/banyan/healthz'));
  await until('the answer', () => health.received().startsWith('HTTP/1.1 503'));
  await stopped;
});
