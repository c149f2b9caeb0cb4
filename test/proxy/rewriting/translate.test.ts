import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rewrite } from '../../../domain/rewrite.ts';
import { askAs, openRaw } from '../support/client.ts';
import { onCleanup } from '../support/cleanup.ts';
import { startTestProxy, type TestProxyOptions } from '../support/proxy.ts';
import { refusingUrl, startUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

const NOTHING = { remove: [], rename: {}, set: {} };
const rewrite: Rewrite = {
  request: { paths: [{ from: '/api/products/*', to: '/v2/items/*' }], query: NOTHING, headers: NOTHING, cookies: { ...NOTHING, rename: { sid: 'session' } } },
  answer: { headers: { ...NOTHING, set: { 'X-Translated': 'yes' } }, cookies: NOTHING },
  hook: 'catalog.mjs',
};
const HOOK = `
  export function request(body, { method }) { if (body.odd) throw new Error('odd'); return { name: body.title, by: method }; }
  export function answer(body, { status }) { if (body.hidden) throw new Error('hidden'); return { title: body.name, status }; }
`;

function hooksFolder(code = HOOK): string {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-hooks-'));
  onCleanup(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'catalog.mjs'), code);
  return folder;
}

/** Both sides say in `title` or `name` who they are, and what they were asked for. */
async function start(options: Partial<TestProxyOptions> = {}, candidateAnswer?: (url: string, body: string) => object) {
  const legacy = await startUpstream((req, res) => void readAll(req).then((body) => res.writeHead(200, { 'content-type': 'application/json', 'x-side': 'legacy' }).end(JSON.stringify({ title: `${req.url} ${body}`, status: 200 }))));
  const candidate = await startUpstream((req, res) => void readAll(req).then((body) => res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(candidateAnswer?.(req.url ?? '', body) ?? { name: `${req.url} ${body}` }))));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { cohort: 100 }, rewrite, config: { hooksFolder: hooksFolder() }, ...options });
  return { legacy, candidate, proxy };
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const piece of stream) text += piece.toString();
  return text;
}

const post = (body: string, headers: Record<string, string | number> = {}) => ({ method: 'POST', body, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers } });

test('the candidate is asked in its words, and the caller answered in legacy’s', async () => {
  const { proxy, candidate } = await start();
  const answer = await askAs('ada', proxy.port, '/api/products/7?x=1', post('{"title":"chair"}'));
  expect(JSON.parse(answer.body)).toEqual({ title: '/v2/items/7?x=1 {"name":"chair","by":"POST"}', status: 200 });
  expect(answer.headers['x-translated']).toBe('yes');
  expect(candidate.requests[0]?.headers.cookie).toBe('theme=dark; session=ada');
});

test('legacy is asked as the caller asks', async () => {
  const { proxy, legacy } = await start({ flags: {} });
  const answer = await askAs('ada', proxy.port, '/api/products/7', post('{"title":"chair"}'));
  expect([JSON.parse(answer.body).title, answer.headers['x-translated'], legacy.requests[0]?.headers.cookie]).toEqual(['/api/products/7 {"title":"chair"}', undefined, 'theme=dark; sid=ada']);
});

describe('legacy answers what there are no words for, with the whole body', () => {
  test.each<[string, string, Record<string, string | number>]>([
    ['a body the hook throws at', '{"odd":true}', {}],
    ['a body that is no JSON though it says so', '{"title":', {}],
    ['a body of no known length', '{"title":"x"}', { 'transfer-encoding': 'chunked' }],
    ['a body that is too long', JSON.stringify({ title: 'x'.repeat(300_000) }), {}],
    ['a compressed body', '{"title":"x"}', { 'content-encoding': 'gzip' }],
  ])('%s', async (_what, body, extra) => {
    const { proxy, candidate } = await start();
    const { 'content-length': length, ...headers } = post(body, extra).headers;
    const answer = await askAs('ada', proxy.port, '/api/products/7', { method: 'POST', body, headers: 'transfer-encoding' in extra ? headers : { ...headers, 'content-length': length } });
    expect(JSON.parse(answer.body).title).toBe(`/api/products/7 ${body}`);
    expect(candidate.requests).toHaveLength(0);
    expect(proxy.logged).toContainEqual(expect.objectContaining({ upstream: 'legacy', reason: 'untranslatable' }));
  });

  test('a body that the candidate refused before it had it', async () => {
    const { proxy } = await start({ candidate: await refusingUrl() });
    expect(JSON.parse((await askAs('ada', proxy.port, '/api/products/7', post('{"title":"chair"}'))).body).title).toBe('/api/products/7 {"title":"chair"}');
  });

  test('an answer to a GET that the hook throws at', async () => {
    const { proxy } = await start({}, () => ({ hidden: true }));
    expect((await askAs('ada', proxy.port, '/api/products/7')).headers['x-side']).toBe('legacy');
    expect(await proxy.catalog()).toMatchObject({ fallbacks: 1, candidate: { errors: 1 } });
  });
});

test('an answer to a POST that the hook throws at is not asked for again', async () => {
  const { proxy, legacy } = await start({}, () => ({ hidden: true }));
  expect((await askAs('ada', proxy.port, '/api/products/7', post('{"title":"x"}'))).status).toBe(502);
  expect(legacy.requests).toHaveLength(0);
});

test('a caller who leaves while his body is read is nobody’s failure', async () => {
  const { proxy, candidate, legacy } = await start();
  const caller = openRaw(proxy.port);
  caller.send('POST /api/products/7 HTTP/1.1\r\nHost: shop\r\nCookie: sid=ada\r\nContent-Type: application/json\r\nContent-Length: 50\r\nExpect: 100-continue\r\n\r\n{"title"');
  await until('the request to be there', () => caller.received().includes('100 Continue'));
  caller.destroy();
  await until('the count', async () => (await proxy.catalog()).candidate.requests === 1);
  expect([candidate.requests.length, legacy.requests.length, (await proxy.catalog()).candidate.errors]).toEqual([0, 0, 0]);
});

test('copies are translated like callers’ requests, and the answers compared in legacy’s words', async () => {
  const { proxy, candidate } = await start({ flags: { shadow: 100 } }, (url) => ({ name: `${url.replace('/v2/items', '/api/products')} ` }));
  await askAs('ada', proxy.port, '/api/products/7');
  await until('the comparison', async () => (await proxy.catalog()).comparisons.compared === 1);
  expect(candidate.requests[0]?.url).toBe('/v2/items/7');
  const { differences } = await proxy.catalog();
  expect(JSON.stringify(differences)).not.toMatch(/\$/);
});

describe('a hook that cannot be had stops the proxy from starting', () => {
  test.each<[string, () => string | null, RegExp]>([
    ['no folder', () => null, /HOOKS_DIR is not set/],
    ['no file', () => tmpdir(), /catalog\.mjs is not there/],
    ['a file with a mistake', () => hooksFolder('export function ('), /cannot be loaded/],
    ['a file with neither function', () => hooksFolder('export const x = 1'), /exports neither/],
    ['a function that is none', () => hooksFolder('export const request = 1'), /no function/],
  ])('%s', async (_what, folder, message) => {
    await expect(start({ config: { hooksFolder: folder() } })).rejects.toThrow(message);
  });
});
