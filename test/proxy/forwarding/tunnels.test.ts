import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { exchangeRaw, openRaw } from '../support/client.ts';
import { onCleanup } from '../support/cleanup.ts';
import { startTestProxy } from '../support/proxy.ts';
import { refusingUrl, startRawUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

const UPGRADE = 'GET /live?x=1 HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nUPGRADE: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';

/** Agrees to the upgrade with a first frame in the same write, then answers every line with the line. */
async function echoing() {
  let head = '';
  let ended = false;
  const upstream = await startRawUpstream((socket, text) => {
    head = text;
    socket.removeAllListeners('data');
    socket.on('close', () => (ended = true));
    socket.write(`${SWITCH}first`);
    socket.on('data', (data) => socket.write(`echo ${data.toString()}`));
  });
  return { ...upstream, head: () => head, ended: () => ended };
}

test('a WebSocket goes through both ways, its handshake byte for byte', async () => {
  const legacy = await echoing();
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl() });
  const caller = openRaw(proxy.port);
  caller.send(UPGRADE);
  await until('the handshake', () => caller.received() === `${SWITCH}first`);
  expect(legacy.head()).toMatch(/^GET \/live\?x=1 HTTP\/1\.1\r\n/);
  expect(legacy.head()).toMatch(/Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==/);
  caller.send('hello');
  await until('the echo', () => caller.received().endsWith('echo hello'));
  caller.destroy();
  await until('legacy to notice', () => legacy.ended());
});

test('a WebSocket of the group goes where the caller’s requests go', async () => {
  const [legacy, candidate] = [await echoing(), await echoing()];
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { testers: ['ada'] } });
  const [ada, bob] = [openRaw(proxy.port), openRaw(proxy.port)];
  ada.send(UPGRADE.replace('/live', '/api/products/live').replace('\r\n\r\n', '\r\nCookie: sid=ada\r\n\r\n'));
  bob.send(UPGRADE.replace('/live', '/api/products/live').replace('\r\n\r\n', '\r\nCookie: sid=bob\r\n\r\n'));
  await until('both handshakes', () => ada.received().endsWith('first') && bob.received().endsWith('first'));
  expect([candidate.head(), legacy.head()]).toEqual([expect.stringContaining('sid=ada'), expect.stringContaining('sid=bob')]);
  // It is counted with them, and has its line.
  expect(await proxy.catalog()).toMatchObject({ candidate: { requests: 1, errors: 0 }, legacy: { requests: 1, errors: 0 } });
  const lines = proxy.logged.filter(({ path }) => path === '/api/products/live');
  for (const upstream of ['candidate', 'legacy']) expect(lines).toContainEqual(expect.objectContaining({ group: 'catalog', upstream, status: 101 }));
});

test('an upstream that declines says so itself', async () => {
  const legacy = await startRawUpstream((socket) => socket.end('HTTP/1.1 403 Forbidden\r\nX-Why: closed\r\nContent-Length: 2\r\n\r\nno'));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl() });
  expect(await exchangeRaw(proxy.port, UPGRADE)).toBe('HTTP/1.1 403 Forbidden\r\nX-Why: closed\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno');
});

test('an upstream that is not there is a 502', async () => {
  const proxy = await startTestProxy({ legacy: await refusingUrl(), candidate: await refusingUrl() });
  const GET = 'GET /banyan/healthz HTTP/1.1\r\nHost: shop\r\n\r\n';
  expect(await exchangeRaw(proxy.port, GET + UPGRADE)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*HTTP\/1\.1 502 Bad Gateway\r\n/);
});

test('a protocol other than WebSocket is not switched to: the request is an ordinary one', async () => {
  const legacy = await startRawUpstream((socket, head) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Upgrade: ${/upgrade: h2c/i.test(head)}\r\n\r\nok`));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl() });
  const received = await exchangeRaw(proxy.port, 'GET / HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n');
  expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*X-Upgrade: false/);
});

test('WebSockets end when the proxy stops', async () => {
  const legacy = await echoing();
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl() });
  const caller = openRaw(proxy.port);
  caller.send(UPGRADE);
  await until('the handshake', () => caller.received().endsWith('first'));
  await proxy.stop();
  await caller.ended;
});

test('an upstream that does not hang up when the caller has is hung up on', async () => {
  let closed = false;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {}).resume();
    onCleanup(() => socket.destroy());
    socket.write(SWITCH);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onCleanup(() => server.close());
  const proxy = await startTestProxy({ legacy: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, candidate: await refusingUrl() });
  const caller = connect(proxy.port, '127.0.0.1');
  onCleanup(() => caller.destroy());
  let received = '';
  caller.on('data', (bytes) => (received += bytes.toString()));
  caller.write(UPGRADE);
  await until('the handshake', () => received.includes('101'));
  caller.on('close', () => (closed = true)).end();
  await until('the end of the tunnel', () => closed);
});
