import { expect, test } from '@jest/globals';
import { createProxyOverrides } from '../../../migrations/adapters/proxy-overrides.ts';
import '../../proxy/support/cleanup.ts';
import { askAs } from '../../proxy/support/client.ts';
import { ADMIN_TOKEN, startTestProxy } from '../../proxy/support/proxy.ts';
import { startUpstream } from '../../proxy/support/upstream.ts';

async function twoProxies() {
  const [legacy, candidate] = await Promise.all(['legacy', 'candidate'].map((name) => startUpstream((_req, res) => res.end(name))));
  const start = () => startTestProxy({ legacy: legacy?.url ?? '', candidate: candidate?.url ?? '', flags: { cohort: 100 } });
  const proxies = await Promise.all([start(), start()]);
  const urls = proxies.map(({ adminPort }) => `http://127.0.0.1:${adminPort}`);
  const served = async () => Promise.all(proxies.map(async ({ port }) => (await askAs('ada', port, '/api/products')).body));
  return { urls, served };
}

test('every proxy answers the group by legacy from the next request on, whatever the flags say, until it is lifted', async () => {
  const { urls, served } = await twoProxies();
  const overrides = createProxyOverrides({ addresses: async () => urls, token: ADMIN_TOKEN });
  expect(await served()).toEqual(['candidate', 'candidate']);
  await overrides.takeBack('catalog');
  await overrides.takeBack('catalog');
  expect(await served()).toEqual(['legacy', 'legacy']);
  await overrides.lift('catalog');
  await overrides.lift('catalog');
  expect(await served()).toEqual(['candidate', 'candidate']);
});

test('a proxy that does not listen is named, and the others are told', async () => {
  const { urls, served } = await twoProxies();
  const overrides = createProxyOverrides({ addresses: async () => ['http://127.0.0.1:1', ...urls], token: ADMIN_TOKEN });
  await expect(overrides.takeBack('catalog')).rejects.toMatchObject({ code: 'PROXY_UNREACHABLE', message: expect.stringMatching(/^1 of 3 proxies did not take the order: http:\/\/127\.0\.0\.1:1 /) });
  expect(await served()).toEqual(['legacy', 'legacy']);
});

test('a wrong token is an error that does not show it', async () => {
  const { urls } = await twoProxies();
  const overrides = createProxyOverrides({ addresses: async () => urls, token: 'a-wrong-token' });
  const error = await overrides.takeBack('catalog').catch((each: unknown) => each as Error);
  expect(error).toMatchObject({ code: 'PROXY_UNREACHABLE', message: expect.stringContaining('it answered with 401') });
  expect(String(error)).not.toContain('a-wrong-token');
});

test('without a token no order is given: taking back says so, and there is nothing to lift', async () => {
  const { urls } = await twoProxies();
  const overrides = createProxyOverrides({ addresses: async () => urls, token: undefined });
  await expect(overrides.takeBack('catalog')).rejects.toMatchObject({ code: 'CREDENTIALS_MISSING' });
  await overrides.lift('catalog');
});

test('a group that a proxy does not know sends nobody to the candidate: that is no error', async () => {
  const { urls } = await twoProxies();
  await createProxyOverrides({ addresses: async () => urls, token: ADMIN_TOKEN }).takeBack('orders');
});
