import { describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { startTestProxy } from '../support/proxy.ts';
import { refusingUrl, startUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

const PIECE = Buffer.alloc(64 * 1024, 'x');
const BODY_BYTES = 48 * 2 ** 20;
/** What the kernel keeps for two connections, and streams between them, is less. */
const MOST_AHEAD = 24 * 2 ** 20;

/** A body, and how much of it has been asked for. */
function countedBody() {
  let given = 0;
  const body = Readable.from((function* pieces() {
    for (; given < BODY_BYTES; given += PIECE.length) yield PIECE;
  })());
  return { body, given: () => given };
}

/** Resolves when the count has not changed for a while. */
async function standstill(count: () => number): Promise<void> {
  let [seen, at] = [-1, 0];
  await until('the flow to stand still', () => {
    if (count() !== seen) [seen, at] = [count(), performance.now()];
    return seen > 0 && performance.now() - at > 150;
  });
}

async function bytesOf(message: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const piece of message) bytes += (piece as Buffer).length;
  return bytes;
}

describe.each(['undici', 'http-proxy-middleware'] as const)('by %s', (forwarder) => {
  test('legacy’s answer waits at legacy for a caller who does not read', async () => {
    const { body, given } = countedBody();
    const legacy = await startUpstream((_req, res) => void body.pipe(res));
    const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl(), config: { forwarder } });
    const asked = request({ port: proxy.port, path: '/large' }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    await standstill(given);
    expect(given()).toBeLessThan(MOST_AHEAD);
    expect(await bytesOf(answer)).toBe(BODY_BYTES);
  });

  test('a caller’s body waits at the caller for a legacy that does not read', async () => {
    const arrived = Promise.withResolvers<IncomingMessage>();
    const legacy = await startUpstream((req, res) => {
      arrived.resolve(req);
      req.once('end', () => res.end());
    });
    const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl(), config: { forwarder } });
    const { body, given } = countedBody();
    const asked = body.pipe(request({ port: proxy.port, path: '/large', method: 'POST' }));
    const atLegacy = await arrived.promise;
    await standstill(given);
    expect(given()).toBeLessThan(MOST_AHEAD);
    expect(await bytesOf(atLegacy)).toBe(BODY_BYTES);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(200);
  });
});
