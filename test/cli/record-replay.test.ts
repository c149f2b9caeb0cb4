import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openRecording } from '../../shadow/index.ts';
import { askAs } from '../proxy/support/client.ts';
import { ADMIN_TOKEN, startTestProxy, type TestProxy } from '../proxy/support/proxy.ts';
import { refusingUrl, startUpstream } from '../proxy/support/upstream.ts';
import { exampleDefinition } from '../support/example-migration.ts';
import { runCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-cli-'));
  await mkdir(join(directory, 'migrations'));
  await writeFile(join(directory, 'migrations', '0001-catalog.migration.mjs'), `export default ${JSON.stringify(exampleDefinition)};`);
  const nowhere = 'http://127.0.0.1:9';
  const aws = { region: 'eu-central-1', endpoint: nowhere, listener: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2', cluster: 'shop', network: { subnets: ['subnet-1'] } };
  await writeFile(join(directory, 'banyan.config.json'), JSON.stringify({ aws, proxy: { service: 'banyan-proxy', targetGroup: 'banyan-proxy', discovery: 'banyan-proxy', reportPort: 9901 }, namespace: 'shop.internal', unleash: { url: nowhere } }));
});
afterEach(() => rm(directory, { recursive: true }));

const run = (args: readonly string[], environment: Record<string, string> = { BANYAN_ADMIN_TOKEN: ADMIN_TOKEN }, signal?: AbortSignal) => runCli(args, { directory, environment, ...(signal && { signal }) });

const shop = (price: number): RequestListener => (req, res) => {
  const known = /^\/api\/products(?:\/\d+)?(?:\?.*)?$/.test(req.url ?? '');
  res.writeHead(known ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify({ items: [{ id: 1, name: 'Oak table', price }] }));
};

/** Records what these requests get through a proxy, until they all have been recorded. */
async function recorded(targets: readonly string[]): Promise<TestProxy> {
  const [legacy, candidate] = [await startUpstream(shop(19.9)), await startUpstream(shop(19.9))];
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url });
  const interrupt = new AbortController();
  const recording = run(['record', 'catalog', '--out', 'recording', '--proxy', `http://127.0.0.1:${proxy.adminPort}`], undefined, interrupt.signal);
  await until(() => proxy.logged.some(({ message }) => message === 'an operator records') || undefined);
  for (const target of targets) await askAs('ada', proxy.port, target);
  // Every second what has come is written down.
  await until(async () => (await written()) === targets.length || undefined);
  interrupt.abort();
  expect(await recording).toMatchObject({ status: 0, out: expect.stringMatching(new RegExp(`^${targets.length} exchanges of catalog are in .+recording \\(.+, 1 segment\\)\\.\n`)) });
  return proxy;
}

async function written(): Promise<number> {
  let exchanges = 0;
  const recording = await openRecording(join(directory, 'recording')).catch(() => undefined);
  for await (const _ of recording?.exchanges({ told: () => {}, unreadable: () => {} }) ?? []) exchanges += 1;
  return exchanges;
}

describe('what was recorded, replayed', () => {
  const targets = ['/api/products', '/api/products?page=2', '/api/products/7', '/api/products/8'];

  test('against a candidate that answers the same, is in parity: exit status 0', async () => {
    await recorded(targets);
    const candidate = await startUpstream(shop(19.9));
    const { status, out } = await run(['replay', 'catalog', '--from', 'recording', '--against', candidate.url, '--rate', '1000/s']);
    expect({ status, out }).toEqual({ status: 0, out: `4 answers of ${candidate.url} were compared with what legacy had answered: 0 differ (0.00 %; the migration asks for less than 0.1 %).\nParity holds.` });
    expect(candidate.requests.map(({ url }) => url)).toEqual(targets);
  });

  test('against one that does not, tells how, as the live comparison does: exit status 3', async () => {
    await recorded(targets);
    const candidate = await startUpstream(shop(20));
    const { status, out } = await run(['replay', 'catalog', '--from', 'recording', '--against', candidate.url, '--rate', '1000/s']);
    expect(status).toBe(3);
    expect(out).toMatch(/^4 answers of \S+ were compared with what legacy had answered: 4 differ \(100\.00 %/);
    expect(out).toMatch(/\n {2}GET \/api\/products\S* \$\.items\[\]\.price: legacy 19\.9, candidate 20, in \d of \d answers/);
    expect(out).toMatch(/Parity does not hold\.$/);
    expect(out).not.toContain('Oak');
    const json = await run(['replay', 'catalog', '--from', 'recording', '--against', candidate.url, '--rate', '1000/s', '--json']);
    expect(json.status).toBe(3);
    expect(JSON.parse(json.out)).toMatchObject({ group: 'catalog', parity: false, mismatchBelow: 0.001, compared: 4, differing: 4, failed: 0, skipped: {}, differences: expect.any(Array), routes: expect.any(Array), problems: [] });
  });

  test('against one that is not there, differs everywhere', async () => {
    await recorded(targets.slice(0, 1));
    const { status, out } = await run(['replay', 'catalog', '--from', 'recording', '--against', await refusingUrl(), '--rate', '1000/s']);
    expect({ status, out }).toMatchObject({ status: 3, out: expect.stringContaining('1 of them because there was no answer') });
  });
});

test('a HAR file is replayed against a candidate, and an access log against two servers', async () => {
  const [legacy, candidate] = [await startUpstream(shop(19.9)), await startUpstream(shop(20))];
  const har = { log: { entries: [{ startedDateTime: '2026-03-01T12:00:00Z', request: { method: 'GET', url: 'https://shop.example/api/products', headers: [] }, response: { status: 200, headers: [{ name: 'content-type', value: 'application/json' }], content: { size: 1, mimeType: 'application/json', text: '{"items":[{"id":1,"name":"Oak table","price":20}]}' } } }] } };
  await writeFile(join(directory, 'shop.har'), JSON.stringify(har));
  expect(await run(['replay', 'catalog', '--har', 'shop.har', '--against', candidate.url])).toMatchObject({ status: 0, out: expect.stringContaining('1 answers') });
  const line = (request: string) => `https 2026-03-01T12:00:00.186641Z app/shop/50dc6c495c0c9188 203.0.113.9:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "${request}" "curl" - - -\n`;
  await writeFile(join(directory, 'log'), line('GET https://shop.example:443/api/products HTTP/1.1') + line('POST https://shop.example:443/api/products HTTP/1.1') + line('GET https://shop.example:443/cart HTTP/1.1'));
  const log = await run(['replay', 'catalog', '--alb-log', 'log', '--against', candidate.url, '--legacy', legacy.url]);
  expect(log).toMatchObject({ status: 3, out: expect.stringMatching(/1 differ[^]*1 that the route group’s patterns do not match[^]*1 that cannot be read/) });
});

describe('refused', () => {
  test.each<[string, string[], string, string]>([
    ['a replay of two things', ['replay', 'catalog', '--against', 'http://127.0.0.1:9', '--from', 'a', '--har', 'b'], 'USAGE', 'one of'],
    ['an access log without a server to compare with', ['replay', 'catalog', '--against', 'http://127.0.0.1:9', '--alb-log', 'log'], 'USAGE', 'does not have what was answered'],
    ['a directory that is not empty', ['record', 'catalog', '--out', '.', '--proxy', 'http://127.0.0.1:9'], 'RECORDING_UNWRITABLE', 'is not empty'],
  ])('%s', async (_what, args, code, words) => {
    const { status, out } = await run([...args, '--json']);
    expect(await readdir(directory)).not.toContain('recording');
    expect(status).not.toBe(0);
    expect((JSON.parse(out) as { error: object }).error).toMatchObject({ code, message: expect.stringContaining(words), remedy: expect.stringMatching(/./) });
  });

  test('to record what the proxy does not know, in its words', async () => {
    const proxy = await startUpstream((_req, res) => res.writeHead(404).end('{"error":"This proxy knows no such route group.","groups":[]}'));
    expect(await run(['record', 'catalog', '--out', 'recording', '--proxy', proxy.url])).toMatchObject({ status: 1, err: expect.stringContaining(`No proxy records catalog: ${proxy.url} (it answered with 404: This proxy knows no such route group.)`) });
  });

  test('to record without the proxies’ token', async () => {
    expect(await run(['record', 'catalog', '--out', 'recording', '--proxy', 'http://127.0.0.1:9'], {})).toMatchObject({ status: 2, err: expect.stringContaining('BANYAN_ADMIN_TOKEN is not set') });
  });

  test.each([['--for', 'long'], ['--for', '2d'], ['--max-bytes', '1kB'], ['--max-bytes', '1KiB'], ['--sample', '0%'], ['--sample', '5'], ['--sample', '101%']])('record %s %s', async (...option) => {
    expect((await run(['record', 'catalog', '--out', 'recording', ...option])).status).toBe(2);
  });

  test.each([['--rate', '5'], ['--speed', '2'], ['--concurrency', '0'], ['--timeout', '1d'], ['--header', 'nonsense'], ['--header', 'a: b\r\nc: d'], ['--against', 'ftp://x']])('replay %s %s', async (...option) => {
    expect((await run(['replay', 'catalog', '--against', 'http://127.0.0.1:9', '--from', 'a', ...option])).status).toBe(2);
  });
});
