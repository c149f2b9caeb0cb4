import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadMigrations } from '../../../migrations/files/load-migrations.ts';
import { linkBanyan } from '../../support/banyan-package.ts';
import { openS3Account } from '../../migrations/adapters/s3-account.ts';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/wire/credentials.ts';
import { runCli } from '../../support/run-cli.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-discover-'));
});
afterEach(() => rm(directory, { recursive: true }));

const line = (second: number, method: string, path: string, status = 200) =>
  `http 2026-03-01T12:00:${String(second).padStart(2, '0')}.000000Z app/shop/50dc6c495c0c9188 192.0.2.${second % 9}:2817 10.0.0.1:80 0.000 0.020 0.000 ${status} ${status} 34 366 "${method} http://shop.example:80${path} HTTP/1.1" "curl" - - arn "Root=1"`;
const LOG = [...Array.from({ length: 40 }, (_, n) => line(n, 'GET', `/api/products/${n}`)), 'garbage "\u001B[2J', ...Array.from({ length: 20 }, (_, n) => line(n, 'POST', '/api/orders', 201)), 'x'.repeat(100_000), line(3, 'GET', '/wp-login.php', 404)].join('\n');
const CREDENTIALS = { AWS_ACCESS_KEY_ID: SANDBOX_CREDENTIALS.accessKeyId, AWS_SECRET_ACCESS_KEY: SANDBOX_CREDENTIALS.secretAccessKey };
const discover = (args: readonly string[], environment: Record<string, string> = {}) => runCli(['discover', ...args], { directory, environment });

test.each([
  ['plain', (text: string) => text],
  ['gzipped', (text: string) => gzipSync(text)],
])('an access log, %s: groups, order and what could not be read', async (_, pack) => {
  await writeFile(join(directory, 'a.log'), pack(LOG));
  const { status, out } = await discover(['--alb-log', 'a.log', '--json']);
  expect(status).toBe(0);
  const told = JSON.parse(out) as { groups: { name: string; writeShare: number }[]; requests: number; unreadable: number };
  expect(told).toMatchObject({ requests: 61, unreadable: 2, from: '2026-03-01T12:00:00.000Z', to: '2026-03-01T12:00:39.000Z', drafts: [] });
  expect(told.groups.map(({ name, writeShare }) => [name, writeShare])).toEqual([['api-products', 0], ['api-orders', 1]]);
});

test('access logs in S3, of all nodes below a prefix', async () => {
  const account = await openS3Account();
  const s3 = new S3Client({ endpoint: account.endpoint, region: 'us-east-1', forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'shop-logs' }));
  const lines = LOG.split('\n');
  for (const [key, part] of [['logs/2026/03/01/a_node-1.log.gz', lines.slice(0, 30)], ['logs/2026/03/01/b_node-2.log.gz', lines.slice(30)], ['logs/2026/03/01/ELBAccessLogTestFile', ['x']]] as const) await s3.send(new PutObjectCommand({ Bucket: 'shop-logs', Key: key, Body: gzipSync(part.join('\n')) }));
  const environment = { ...CREDENTIALS, AWS_ENDPOINT_URL: account.endpoint };
  const told = await discover(['--alb-log', 's3://shop-logs/logs/2026', '--json'], environment);
  expect(JSON.parse(told.out)).toMatchObject({ requests: 61, unreadable: 2, callersKnown: true, groups: [{ name: 'api-products', requests: 40, strongest: { group: 'api-orders', jaccard: 1 } }, { name: 'api-orders', requests: 20 }] });
  expect(JSON.parse((await discover(['--alb-log', 's3://shop-logs/elsewhere', '--json'], environment)).out)).toMatchObject({ error: { code: 'TRAFFIC_UNREADABLE', message: expect.stringContaining('s3://shop-logs/elsewhere is no log file') } });
  expect(JSON.parse((await discover(['--alb-log', 's3://no-such-bucket', '--json'], environment)).out)).toMatchObject({ error: { code: 'AWS_REFUSED', message: expect.stringContaining('NoSuchBucket') } });
  s3.destroy();
  await account.stop();
});

test('access logs of the proxies, which do not say who called', async () => {
  const request = (n: number, more: object) => JSON.stringify({ level: 30, time: 1_780_000_000_000 + n, group: null, upstream: 'legacy', method: 'GET', path: `/cart/${n}`, status: 200, ms: 12.5, ...more });
  await writeFile(join(directory, 'proxy.log'), [request(1, {}), request(2, { method: 'POST' }), request(3, { status: 502 }), '{"level":30,"msg":"listening"}', 'not JSON'].join('\n'));
  const told = await discover(['--proxy-log', 'proxy.log', '--json']);
  expect(JSON.parse(told.out)).toMatchObject({ requests: 3, unreadable: 2, callersKnown: false, groups: [{ name: 'cart', writeShare: 1 / 3, errorRate: 1 / 3, p50Ms: expect.closeTo(12.5, 0), strongest: null }] });
  expect((await discover(['--proxy-log', 'proxy.log'])).out).toContain('coupling counts as none');
});

test('a HAR file', async () => {
  const entry = { startedDateTime: '2026-03-01T12:00:00Z', time: 12, request: { method: 'GET', url: 'https://shop.example/cart?x=1' }, response: { status: 200 } };
  await writeFile(join(directory, 'a.har'), JSON.stringify({ log: { entries: [entry, { nonsense: true }] } }));
  expect(JSON.parse((await discover(['--har', 'a.har', '--json'])).out)).toMatchObject({ requests: 1, unreadable: 1, groups: [{ name: 'cart', p50Ms: expect.closeTo(12, 0), patterns: ['/cart', '/cart/*'] }] });
});

test('the table fits into 80 columns up to its last column, and control characters of a log reach no terminal', async () => {
  await writeFile(join(directory, 'a.log'), LOG);
  const { out } = await discover(['--alb-log', 'a.log']);
  expect(out).toMatch(/^61 requests from 2026-03-01T12:00:00.000Z to 2026-03-01T12:00:39.000Z; 2 lines could not be read\.\n/);
  expect(out).toMatch(/^ 1 api-products +65\.6 % +0\.0 % +0\.0 % +21 ms +0\.\d\d {2}api-orders 1\.00$/m);
  expect(out).not.toContain('\u001B');
});

test('drafts are migration files that load as they are, numbered on, and never written over', async () => {
  await linkBanyan(directory);
  await writeFile(join(directory, 'a.log'), LOG);
  await discover(['--alb-log', 'a.log', '--write']);
  const migrations = await loadMigrations(join(directory, 'migrations'));
  expect(migrations.map(({ id, group }) => [id, group.patterns.map(({ path }) => path)])).toEqual([['0001-api-products', ['/api/products', '/api/products/*']], ['0002-api-orders', ['/api/orders', '/api/orders/*']]]);
  // Nothing of orders but writes was seen, of which no shadow has a copy to compare.
  expect(migrations.map(({ steps }) => steps.map(({ kind }) => kind))).toEqual([['front', 'shadow', 'cohort', 'weight', 'retire'], ['front', 'cohort', 'weight', 'retire']]);
  const file = join(directory, 'migrations', '0001-api-products.migration.ts');
  await writeFile(file, 'mine');
  const { out } = await discover(['--alb-log', 'a.log', '--write', '--json']);
  expect(JSON.parse(out)).toMatchObject({ drafts: [{ file, state: 'there already' }, { state: 'there already' }] });
  expect(await readFile(file, 'utf8')).toBe('mine');
});

test.each([
  [['--alb-log', 'nothing.log'], 'TRAFFIC_UNREADABLE', 'nothing.log'],
  [['--alb-log', 'broken.gz'], 'TRAFFIC_UNREADABLE', 'broken.gz'],
  [['--alb-log', 'empty.log'], 'TRAFFIC_UNREADABLE', 'no request'],
  [['--alb-log', '.'], 'TRAFFIC_UNREADABLE', 'cannot be read'],
  [[], 'USAGE', '--alb-log'],
  [['--alb-log', 'empty.log', '--least', 'much'], 'USAGE', 'share'],
])('%j is refused: %s', async (args, code, words) => {
  await writeFile(join(directory, 'empty.log'), '');
  await writeFile(join(directory, 'broken.gz'), gzipSync(LOG).subarray(0, 200));
  const { status, out } = await discover([...args, '--json']);
  expect(status).toBe(2);
  expect(JSON.parse(out)).toMatchObject({ error: { code, message: expect.stringContaining(words) } });
});
