import { describe, expect, test } from '@jest/globals';
import { get, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { DialAgent } from '../../../proxy/forwarding/dial-agent.ts';
import { onCleanup } from '../support/cleanup.ts';
import { startRawUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

/** An upstream that answers every request with the next of `answers`, or the last; and an agent that leads to it. */
async function agentBefore(answers: readonly string[], { idleMs = 60_000, keepAlive = true, elapsed = () => performance.now() } = {}) {
  const sockets: Socket[] = [];
  let asked = 0;
  const upstream = await startRawUpstream((socket) => {
    if (!sockets.includes(socket)) sockets.push(socket);
    socket.write(answers[Math.min(asked++, answers.length - 1)]!);
  });
  const port = Number(new URL(upstream.url).port);
  let closed = 0;
  const dial = () =>
    new Promise<Socket>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' }, () => resolve(socket)).on('error', reject).on('close', () => (closed += 1));
    });
  const agent = new DialAgent(dial, keepAlive ? { idleMs, elapsed } : null);
  onCleanup(() => agent.destroy());
  const ask = () =>
    new Promise<{ headers: IncomingHttpHeaders; reused: boolean; body: string }>((resolve, reject) => {
      let body = '';
      const req = get({ agent }, (res) => res.on('data', (piece: Buffer) => (body += piece)).on('end', () => setImmediate(resolve, { headers: res.headers, reused: req.reusedSocket, body })));
      req.on('error', reject);
    });
  return { ask, agent, sockets, closed: () => closed };
}

const answer = (body: string, extra = '') => `HTTP/1.1 200 OK\r\n${extra}Content-Length: ${body.length}\r\n\r\n${body}`;

test('a connection is used again', async () => {
  const { ask, sockets } = await agentBefore([answer('ok')]);
  await Promise.all([ask(), ask()]);
  expect([(await ask()).reused, (await ask()).reused, sockets.length]).toEqual([true, true, 2]);
});

test('what nobody uses for a while is closed by this side, and never in the middle of an answer', async () => {
  const { ask, sockets, closed } = await agentBefore([answer('ok'), 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha'], { idleMs: 40 });
  await ask();
  const late = ask();
  // Longer than it may be idle.
  await new Promise((resolve) => setTimeout(resolve, 80));
  sockets[0]!.write('lf');
  expect([(await late).body, closed()]).toEqual(['half', 0]);
  await until('the close', () => closed() === 1);
});

test('an upstream that keeps connections for less than a second and a bit is sent nothing on a kept one', async () => {
  const { ask, sockets } = await agentBefore([answer('ok', 'Keep-Alive: timeout=1\r\n')]);
  await ask();
  expect([(await ask()).reused, sockets.length]).toEqual([false, 2]);
});

test('one that says how long it keeps them is left a second before', async () => {
  const { ask, closed } = await agentBefore([answer('ok', 'Keep-Alive: timeout=2\r\n')]);
  await ask();
  expect((await ask()).reused).toBe(true);
  await until('the close', () => closed() === 1);
});

test('what comes on a connection that nobody uses is nobody’s answer', async () => {
  const { ask, sockets, closed } = await agentBefore([answer('mine')]);
  await ask();
  sockets[0]!.write(answer('somebody else’s'));
  await until('the close', () => closed() === 1);
  expect(await ask()).toMatchObject({ reused: false, body: 'mine' });
});

test('what comes behind an answer, in one piece with it, is nobody’s either', async () => {
  const { ask, closed } = await agentBefore([answer('mine') + answer('somebody else’s'), answer('mine')]);
  await ask().catch(() => {});
  await until('the close', () => closed() === 1);
  expect(await ask()).toMatchObject({ reused: false, body: 'mine' });
});

test('a connection that its upstream has closed is not used again', async () => {
  const { ask, sockets, closed } = await agentBefore([answer('ok')]);
  await ask();
  sockets[0]!.end();
  await until('the close', () => closed() === 1);
  expect((await ask()).reused).toBe(false);
});

test('by the clock too it is not used for longer, however late a timer comes', async () => {
  let ms = 0;
  const { ask, closed } = await agentBefore([answer('ok')], { elapsed: () => ms });
  await ask();
  ms = 59_999;
  expect((await ask()).reused).toBe(true);
  ms += 60_000;
  expect((await ask()).reused).toBe(false);
  await until('the close', () => closed() === 1);
});

test('those that have ended take no living one’s place among the few that are kept', async () => {
  const { ask, sockets, closed } = await agentBefore(['HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha', answer('ok')]);
  const slow = ask();
  await until('the slow answer to begin', () => sockets.length === 1);
  const MOST_KEPT = 256;
  await Promise.all(Array.from({ length: MOST_KEPT }, ask));
  for (const socket of sockets.slice(1)) socket.end();
  await until('the others to end', () => closed() === MOST_KEPT);
  sockets[0]!.write('lf');
  expect((await slow).body).toBe('half');
  expect((await ask()).reused).toBe(true);
});

test('without keep-alive each request has a connection of its own', async () => {
  const { ask, sockets, closed } = await agentBefore([answer('ok')], { keepAlive: false });
  await ask();
  await ask();
  await until('both to be closed', () => closed() === 2);
  expect(sockets).toHaveLength(2);
});

test('whoever destroys the agent ends the connections that are kept', async () => {
  const { ask, agent, closed } = await agentBefore([answer('ok')]);
  await ask();
  agent.destroy();
  await until('the close', () => closed() === 1);
});

describe('a request that is taken back before it has its connection', () => {
  async function takeBack(agent: DialAgent) {
    const gone = get({ agent }).on('error', () => {});
    gone.destroy();
    await new Promise((resolve) => gone.once('close', resolve));
  }

  test('leaves it to the next', async () => {
    const { ask, agent, sockets } = await agentBefore([answer('ok')]);
    await takeBack(agent);
    expect([(await ask()).reused, sockets.length]).toEqual([true, 1]);
  });

  test('ends it where there is no next', async () => {
    const { agent, closed } = await agentBefore([answer('ok')], { keepAlive: false });
    await takeBack(agent);
    await until('the close', () => closed() === 1);
  });
});
