import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parsePattern } from '../../../../../domain/route-group.ts';
import { createS3AccessLog, type S3AccessLog } from '../../../../../migrations/adapters/aws/access-log/access-log.ts';
import { verifyAccessLog } from '../../../../../migrations/adapters/verify-access-log.ts';
import { CommonError } from '../../../../../sandbox/wire/common-error.ts';
import { createGroup, forwardTo, register, until } from '../../../../sandbox/elbv2/aws-on-loopback.ts';
import { startEdge, type Edge } from '../../../../sandbox/elbv2/traffic/edge.ts';
import { ask } from '../../../../sandbox/elbv2/ask.ts';
import { openS3Account, type S3Account } from '../../s3-account.ts';

const MINUTE = 60_000;
const NOON = Date.parse('2026-03-01T12:00:00Z');
const CATALOG = { name: 'catalog', patterns: ['GET /api/products/*', '/api/categories'].map(parsePattern) };
const BASKET = { name: 'basket', patterns: ['/api/basket/*'].map(parsePattern) };
const LISTENER = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2';
const LEGACY = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/legacy/1';

let account: S3Account;
let s3: S3Client;
let bucket: string;
let buckets = 0;
let now = NOON;
const opened: S3AccessLog[] = [];

beforeAll(async () => {
  account = await openS3Account();
  s3 = new S3Client({ endpoint: account.endpoint, region: 'us-east-1', forcePathStyle: true });
});
beforeEach(async () => {
  bucket = `access-logs-${++buckets}`;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
});
afterAll(async () => {
  for (const log of opened) log.close();
  s3.destroy();
  await account.stop();
});

function open(listener = LISTENER, legacy = LEGACY): S3AccessLog {
  const log = createS3AccessLog({ bucket, prefix: 'shop', aws: { region: 'us-east-1', endpoint: account.endpoint, listener }, clock: { now: () => now, sleep: async () => {} }, groups: [CATALOG, BASKET], legacy: async () => legacy });
  opened.push(log);
  return log;
}

const put = async (Key: string, Body: Uint8Array) => void (await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body })));

/** Delivers a file of the interval that ends so many minutes after noon. */
async function deliver(minutes: number, lines: readonly string[], { balancer = 'app.shop.50dc6c495c0c9188', node = '10.0.0.1' } = {}): Promise<void> {
  const end = new Date(NOON + minutes * MINUTE).toISOString();
  const day = end.slice(0, 10).replaceAll('-', '/');
  await put(`shop/AWSLogs/123456789012/elasticloadbalancing/eu-central-1/${day}/123456789012_elasticloadbalancing_eu-central-1_${balancer}_${end.slice(0, 16).replaceAll(/[-:]/g, '')}Z_${node}_abc.log.gz`, gzipSync(lines.map((line) => `${line}\n`).join('')));
}

function line(minutes: number, request: string, { target = LEGACY, agent = 'curl/8.5.0' } = {}): string {
  return `http ${new Date(NOON + minutes * MINUTE).toISOString().replace('Z', '000Z')} app/shop/50dc6c495c0c9188 10.1.2.3:4711 10.0.0.9:80 0.000 0.001 0.000 200 200 34 366 "${request}" "${agent}" - - ${target} "Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0`;
}
const get = (path: string) => `GET http://shop.example:80${path} HTTP/1.1`;

test('names who was sent to legacy of the group, the latest first', async () => {
  now = NOON + 30 * MINUTE;
  await deliver(5, [line(1, get('/api/products/7?page=2')), line(2, 'POST http://shop.example:80/api/categories HTTP/1.1', { agent: 'job/2.1' })]);
  await deliver(25, []);
  expect(await open().since(CATALOG, NOON)).toEqual({
    place: `s3://${bucket}/shop`,
    until: NOON + 15 * MINUTE,
    lastLegacyAt: NOON + 2 * MINUTE,
    callers: [{ who: 'job/2.1 from 10.1.2.3', route: '/api/categories', at: NOON + 2 * MINUTE }, { who: 'curl/8.5.0 from 10.1.2.3', route: 'GET /api/products/*', at: NOON + MINUTE }],
    unreadableLines: 0,
    brokenFiles: [],
  });
});

test.each([
  ['another path', line(1, get('/api/orders/7'))],
  ['another method', line(1, 'DELETE http://shop.example:80/api/products/7 HTTP/1.1')],
  ['sent to the candidate', line(1, get('/api/products/7'), { target: LEGACY.replace('legacy', 'banyan-catalog') })],
  ['sent to nobody', line(1, get('/api/products/7'), { target: '-' })],
  ['from before', line(-1, get('/api/products/7'))],
  ['not understood by the load balancer', line(1, '- http://-:80- -')],
])('a request is no concern of the group: %s', async (_, text) => {
  now = NOON + 30 * MINUTE;
  await deliver(5, [text]);
  expect(await open().since(CATALOG, NOON)).toMatchObject({ lastLegacyAt: null, callers: [], unreadableLines: 0 });
});

test('a path is compared as the load balancer’s rules compare it', async () => {
  now = NOON + 30 * MINUTE;
  await deliver(5, [line(1, get('/api/x/../%70roducts/7'))]);
  expect((await open().since(CATALOG, NOON)).lastLegacyAt).toBe(NOON + MINUTE);
});

test('what was not delivered is not known: not before two later intervals were is one whole', async () => {
  const log = open();
  now = NOON + 4 * MINUTE;
  expect((await log.since(CATALOG, NOON)).until).toBeNull();
  await deliver(10, []);
  now = NOON + 11 * MINUTE;
  expect((await log.since(CATALOG, NOON)).until).toBeNull();
  await deliver(20, []);
  now = NOON + 90 * MINUTE;
  expect((await log.since(CATALOG, NOON)).until).toBe(NOON + 10 * MINUTE);
  // Another node's file of the same interval comes late.
  now += MINUTE;
  await deliver(10, [line(8, get('/api/products/7'))], { node: '10.0.0.2' });
  expect(await log.since(CATALOG, NOON)).toMatchObject({ until: NOON + 10 * MINUTE, lastLegacyAt: NOON + 8 * MINUTE });
});

test('each file is read once, over midnight too, and no other load balancer’s', async () => {
  const log = open();
  now = NOON + 13 * 60 * MINUTE;
  await deliver(11 * 60, [line(10, get('/api/products/7'))]);
  await deliver(12 * 60 + 30, [line(12 * 60 + 27, get('/api/products/8'))]);
  await deliver(12 * 60 + 30, [line(12 * 60 + 28, get('/api/products/9'))], { balancer: 'app.shop-2.50dc6c495c0c9188' });
  const reads = () => account.calls.filter((call) => call === 'GetObject').length;
  const before = reads();
  expect(await log.since(CATALOG, NOON)).toMatchObject({ lastLegacyAt: NOON + (12 * 60 + 27) * MINUTE });
  expect(await log.since(CATALOG, NOON)).toMatchObject({ lastLegacyAt: NOON + (12 * 60 + 27) * MINUTE });
  expect(reads() - before).toBe(2);
});

test('files are listed and read once for all groups that are asked about, each since a moment of its own', async () => {
  now = NOON + 30 * MINUTE;
  await deliver(5, [line(1, get('/api/products/7')), line(2, get('/api/basket/1')), line(4, get('/api/products/8'))]);
  await deliver(25, []);
  const log = open();
  const before = account.calls.length;
  const [catalog, basket] = await Promise.all([log.since(CATALOG, NOON), log.since(BASKET, NOON + 3 * MINUTE)]);
  expect(account.calls.slice(before).toSorted()).toEqual(['GetObject', 'GetObject', 'ListObjectsV2']);
  expect([catalog.lastLegacyAt, basket.lastLegacyAt]).toEqual([NOON + 4 * MINUTE, null]);
  now += MINUTE;
  await deliver(30, [line(28, get('/api/basket/2'))]);
  expect((await log.since(BASKET, NOON + 3 * MINUTE)).lastLegacyAt).toBe(NOON + 28 * MINUTE);
  expect((await log.since(CATALOG, NOON)).until).toBe(NOON + 20 * MINUTE);
  expect(account.calls.slice(before).toSorted()).toEqual(['GetObject', 'GetObject', 'GetObject', 'ListObjectsV2', 'ListObjectsV2', 'PutObject']);
});

test('of a long log a part is read at each look, and nothing is said of the rest', async () => {
  now = NOON + 100 * MINUTE;
  await Promise.all(Array.from({ length: 101 }, (_, node) => deliver(30, [], { node: `10.0.1.${node}` })));
  await deliver(90, []);
  const log = open();
  expect((await log.since(CATALOG, NOON)).until).toBe(NOON + 20 * MINUTE);
  expect((await log.since(CATALOG, NOON)).until).toBe(NOON + 80 * MINUTE);
});

test('hostile lines are counted, a file that breaks off is named, and neither hides the others', async () => {
  now = NOON + 60 * MINUTE;
  await deliver(5, ['', 'x'.repeat(300_000), '\0\u001b[2J', line(1, 'GET').replace(/ "curl.*/, ''), line(2, get('/api/products/7'), { agent: '\\x1B]0;\\"evil' })]);
  const whole = gzipSync(`${line(3, get('/api/products/8'))}\n`.repeat(2_000));
  await put('shop/AWSLogs/123456789012/elasticloadbalancing/eu-central-1/2026/03/01/123456789012_elasticloadbalancing_eu-central-1_app.shop.50dc6c495c0c9188_20260301T1210Z_10.0.0.1_abc.log.gz', whole.subarray(0, -20));
  await put('shop/AWSLogs/123456789012/elasticloadbalancing/eu-central-1/2026/03/01/123456789012_elasticloadbalancing_eu-central-1_app.shop.50dc6c495c0c9188_nonsense.log.gz', whole);
  const seen = await open().since(CATALOG, NOON);
  expect(seen).toMatchObject({ unreadableLines: 4, brokenFiles: [expect.stringContaining('_20260301T1210Z_')] });
  expect(seen.callers).toContainEqual({ who: 'x1B0;evil from 10.1.2.3', route: 'GET /api/products/*', at: NOON + 2 * MINUTE });
});

test('a bucket that is not there is an error, and no silence', async () => {
  const log = createS3AccessLog({ bucket: 'nowhere', prefix: '', aws: { region: 'us-east-1', endpoint: account.endpoint, listener: LISTENER }, clock: { now: () => now, sleep: async () => {} }, groups: [CATALOG], legacy: async () => LEGACY });
  opened.push(log);
  await expect(log.since(CATALOG, NOON)).rejects.toMatchObject({ code: 'AWS_REFUSED', message: expect.stringContaining('NoSuchBucket') });
});

test('`verify` reads of the newest file, and says where that is not allowed', async () => {
  now = NOON + 30 * MINUTE;
  const verify = () => verifyAccessLog(`s3://${bucket}/shop`, open(), now);
  expect(await verify()).toMatchObject({ state: 'ng', because: expect.stringContaining('nothing was delivered') });
  await deliver(25, [line(21, get('/api/products/7'))]);
  expect(await verify()).toMatchObject({ state: 'ok', because: 'its last file ends 5 m ago' });
  account.inject('GetObject', [{ before: new CommonError('denied', 'not authorized to perform: s3:GetObject') }]);
  await expect(verify()).rejects.toMatchObject({ code: 'AWS_REFUSED', message: expect.stringContaining('s3:GetObject') });
});

test('reads what a load balancer of the sandbox has delivered', async () => {
  const edge: Edge = await startEdge({ s3: account.sink, timeScale: 0.001 });
  await edge.setBalancer({ 'access_logs.s3.enabled': 'true', 'access_logs.s3.bucket': bucket, 'access_logs.s3.prefix': 'shop' });
  const candidate = await createGroup(edge.aws, 'banyan-catalog');
  await register(edge.aws, candidate, edge.target);
  await edge.addRule({ Priority: 1, Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api/categories'] } }], Actions: [forwardTo(candidate)] });
  await ask(edge.listener.url, { path: '/api/products/7', headers: { 'user-agent': 'old-app/1.0' } });
  await ask(edge.listener.url, { path: '/api/categories', headers: { 'user-agent': 'new-app/1.0' } });
  await until(async () => ((await s3.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).some(({ Key }) => Key?.endsWith('.log.gz')));
  await edge.close();
  now = Date.now() + MINUTE;
  const seen = await open(edge.listener.arn, edge.group).since(CATALOG, Date.now() - 10 * MINUTE);
  expect(seen.callers).toEqual([{ who: 'old-app/1.0 from 127.0.0.1', route: 'GET /api/products/*', at: seen.lastLegacyAt }]);
});
