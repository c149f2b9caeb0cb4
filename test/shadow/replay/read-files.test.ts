import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { arrayElements } from '../../../shadow/replay/array-elements.ts';
import { parseAlbLine, readAlbLog } from '../../../shadow/replay/read-alb-log.ts';
import { readHar } from '../../../shadow/replay/read-har.ts';
import type { ReplayItem } from '../../../shadow/replay/replay-item.ts';

let directory: string;
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'banyan-replay-'))));
afterAll(() => rm(directory, { recursive: true }));

async function file(content: string | Uint8Array): Promise<string> {
  const path = join(directory, `${Math.random()}`);
  await writeFile(path, content);
  return path;
}

async function readAll(read: typeof readHar, path: string): Promise<{ items: ReplayItem[]; told: string[]; unreadable: number }> {
  const [items, told]: [ReplayItem[], string[]] = [[], []];
  let unreadable = 0;
  for await (const item of read(path, { told: (problem) => told.push(problem), unreadable: () => (unreadable += 1) })) items.push(item);
  return { items, told, unreadable };
}

describe('a HAR file', () => {
  const entry = (request: object = {}, response: object = {}) => ({
    startedDateTime: '2026-03-01T12:00:00.000Z',
    time: 12,
    request: { method: 'GET', url: 'https://shop.example/api/products?page=2#top', httpVersion: 'h2', headers: [{ name: ':authority', value: 'shop.example' }, { name: 'accept', value: 'application/json' }, { name: 'cookie', value: 'sid=hush' }], ...request },
    response: { status: 200, statusText: '', headers: [{ name: 'content-encoding', value: 'br' }, { name: 'content-type', value: 'application/json; charset=latin1' }], content: { size: 9, mimeType: 'application/json; charset=latin1', text: '{"a":"é"}' }, ...response },
  });
  const har = (...entries: unknown[]) => JSON.stringify({ log: { version: '1.2', creator: { name: 'x', entries: [1] }, pages: [{ entries: [{}] }], entries } });

  test('has requests and answers', async () => {
    const { items, told, unreadable } = await readAll(readHar, await file(har(entry())));
    expect(items).toEqual([
      {
        at: Date.parse('2026-03-01T12:00:00.000Z'),
        session: 'har',
        request: { method: 'GET', target: '/api/products?page=2', headers: ['accept', 'application/json'], cookies: ['sid'], body: null, withheld: [] },
        answer: { status: 200, headers: ['content-type', 'application/json; charset=latin1'], body: { format: 'json', json: '{"a":"é"}' } },
      },
    ]);
    expect({ told, unreadable }).toEqual({ told: [], unreadable: 0 });
  });

  test('has what was sent, and answers in base64', async () => {
    const path = await file(har(entry({ method: 'POST', headers: [{ name: 'content-type', value: 'application/json' }], postData: { mimeType: 'application/json', text: '{"b":1}' } }, { content: { size: 3, mimeType: 'application/json', text: Buffer.from('[1]').toString('base64'), encoding: 'base64' } })));
    expect((await readAll(readHar, path)).items).toMatchObject([{ request: { method: 'POST', body: { format: 'json', json: '{"b":1}' } }, answer: { body: { format: 'json', json: '[1]' } } }]);
  });

  test('saved without its content has no answers', async () => {
    expect((await readAll(readHar, await file(har(entry({}, { content: { size: 9 } }))))).items).toMatchObject([{ answer: null }]);
  });

  test('may hold entries that cannot be replayed', async () => {
    const bad = [1, 'x', null, [], {}, entry({ url: 'data:x', headers: 7 }), entry({ method: 'GET /\r\n' }), entry({ headers: [{ name: 'a', value: 'b\r\nc: d' }] }), entry({}, { status: 0 }), entry({}, { status: 304 })];
    const { items, unreadable } = await readAll(readHar, await file(har(...bad, entry())));
    expect(items).toHaveLength(1);
    // Numbers and texts are no elements that one could read.
    expect(unreadable).toBe(bad.length - 3);
  });

  test('that was cut off is read up to its last whole entry', async () => {
    const whole = har(entry(), entry(), entry());
    const { items, told } = await readAll(readHar, await file(whole.slice(0, -200)));
    expect(items).toHaveLength(2);
    expect(told).toEqual([expect.stringContaining('is cut off: 2 entries of it were whole')]);
  });

  test.each(['', '{', '[]', '{"log":{}}', '{"log":{"entries":[]}}', '{"entries":[{}]}', 'PK\u0003\u0004'])('that is none is refused: %j', async (content) => {
    await expect(readAll(readHar, await file(content))).rejects.toMatchObject({ code: 'RECORDING_INVALID' });
  });

  test('that is not there is refused', async () => {
    await expect(readAll(readHar, join(directory, 'nothing'))).rejects.toMatchObject({ code: 'RECORDING_INVALID', message: expect.stringContaining('ENOENT') });
  });
});

test.each([1, 2, 7, 1_000])('elements are the same however the text is cut: every %d bytes', async (size) => {
  const text = JSON.stringify({ a: { log: { entries: ['no'] } }, 'lo"g': 1, log: { 'é': ['{', '"]'], entries: [{ a: '}]"\\' }, { b: [[1], { c: '"' }] }], more: [{}] } });
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const elements: unknown[] = [];
  for await (const element of arrayElements(pieces(), ['log', 'entries'], 100)) elements.push(JSON.parse(element as string));
  expect(elements).toEqual([{ a: '}]"\\' }, { b: [[1], { c: '"' }] }]);
});

test('of a text without end no more is read than what is asked for', async () => {
  let read = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('{"log":{"entries":[');
    for (;; read++) yield Buffer.from(`{"a":${read}},`);
  }
  const elements = arrayElements(endless(), ['log', 'entries'], 100);
  for (let i = 0; i < 1_000; i++) expect((await elements.next()).value).toBe(`{"a":${i}}`);
  expect(read).toBeLessThanOrEqual(1_000);
});

test('an element that is too long is passed over', async () => {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(JSON.stringify({ log: { entries: [{ a: 'x'.repeat(200) }, { a: 1 }] } }));
  }
  const elements: unknown[] = [];
  for await (const element of arrayElements(bytes(), ['log', 'entries'], 100)) elements.push(element);
  expect(elements).toEqual([{ problem: 'too-long' }, '{"a":1}']);
});

describe('an access log of a load balancer', () => {
  const line = (request: string, rest: { readonly type?: string; readonly time?: string; readonly client?: string } = {}) =>
    `${rest.type ?? 'https'} ${rest.time ?? '2026-03-01T12:00:00.186641Z'} app/shop/50dc6c495c0c9188 ${rest.client ?? '203.0.113.9:2817'} 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "${request}" "curl/7.46.0 \\"x" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "shop.example" "session-reused" 1 2026-03-01T11:59:59.364000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1234abcd5678ef90`;

  test.each([
    ['a read', line('GET https://shop.example:443/api/products?q=a%20b HTTP/2.0'), '/api/products?q=a%20b'],
    ['HEAD', line('HEAD http://shop.example:80/ HTTP/1.1', { type: 'http' }), '/'],
    ['IPv6', line('GET http://[2001:db8::1]:80/x HTTP/1.1', { client: '2001:db8::2:2817' }), '/x'],
    ['a quote', line('GET https://shop.example:443/a\\x22b HTTP/1.1'), '/a%22b'],
  ])('%s is replayed', (_what, text, target) => {
    expect(parseAlbLine(text)).toMatchObject({ at: Date.parse('2026-03-01T12:00:00.186Z'), request: { target, body: null }, answer: null });
  });

  test.each([
    ['a write', line('POST https://shop.example:443/api/orders HTTP/1.1')],
    ['a malformed request', line('- http://shop.example:80- -')],
    ['a websocket', line('GET https://shop.example:443/socket HTTP/1.1', { type: 'wss' })],
    ['no time', line('GET https://shop.example:443/ HTTP/1.1', { time: 'yesterday-yesterday-xx' })],
    ['a space in the path', line('GET https://shop.example:443/a b HTTP/1.1')],
    ['nothing', ''],
    ['something else', '203.0.113.9 - - [01/Mar/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 57'],
  ])('%s is not', (_what, text) => expect(parseAlbLine(text)).toBeUndefined());

  test.each([
    ['gzipped', (text: string) => gzipSync(text)],
    ['plain', (text: string) => text],
  ])('is read %s, one session a client', async (_how, pack) => {
    const text = `${line('GET https://a:443/1 HTTP/1.1')}\nnonsense\n${line('GET https://a:443/2 HTTP/1.1', { client: '203.0.113.9:9' })}\n${line('GET https://a:443/3 HTTP/1.1', { client: '203.0.113.10:9' })}`;
    const { items, unreadable } = await readAll(readAlbLog, await file(pack(text)));
    expect(items.map(({ session, request }) => [session, request.target])).toEqual([['203.0.113.9', '/1'], ['203.0.113.9', '/2'], ['203.0.113.10', '/3']]);
    expect(unreadable).toBe(1);
  });

  test('that was cut off is read as far as it goes, and that is said', async () => {
    const packed = gzipSync(`${line('GET https://a:443/1 HTTP/1.1')}\n`.repeat(50));
    const { items, told } = await readAll(readAlbLog, await file(packed.subarray(0, -12)));
    expect(items.length).toBeGreaterThan(0);
    expect(told).toEqual([expect.stringMatching(/cannot be read to its end \(.+\): \d+ lines of it were whole/)]);
  });

  test('that is not there is refused', async () => {
    await expect(readAll(readAlbLog, join(directory, 'nothing'))).rejects.toMatchObject({ code: 'RECORDING_INVALID' });
  });
});
