import { expect, test } from '@jest/globals';
import type { RequestListener } from 'node:http';
import { createAdminGateway } from '../../../proxy/cluster/admin-gateway.ts';
import type { Serving } from '../../../proxy/cluster/worker.ts';
import { createTally } from '../../../proxy/cluster/tally.ts';
import { followProxy } from '../../../shadow/index.ts';
import { recordExchange } from '../../../shadow/recording/record-exchange.ts';
import { ask } from '../support/client.ts';
import { startUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

const ORDER = { group: 'catalog', key: Buffer.alloc(32, 5).toString('base64url'), sample: 1, seconds: 60, writes: false };
const answer = { status: 200, rawHeaders: [], body: new Uint8Array(), bodyTruncated: false, ms: 1 };
const line = (target: string) => `${JSON.stringify(recordExchange({ at: 1, session: 's', method: 'GET', target, headers: [], body: new Uint8Array(), answer }, { key: Buffer.alloc(32) }))}\n`;

/** A worker that answers an order to record with these lines, and then waits. */
async function worker(id: number, ...lines: string[]): Promise<Serving> {
  const listener: RequestListener = (req, res) => {
    if (req.headers.authorization !== 'Bearer operators') return void res.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"wrong"}');
    res.writeHead(200).write(lines.join(''));
  };
  const { port } = new URL((await startUpstream(listener)).url);
  return { id, port: 0, adminPort: Number(port), send: () => {}, kill: () => {} };
}

async function gateway(serving: readonly Serving[]): Promise<string> {
  const { listener } = createAdminGateway({ serving: () => serving, isReady: () => true, tally: createTally({ proxy: 'p', startedAt: 0 }), overridden: new Set(), fetch: globalThis.fetch });
  return (await startUpstream(listener)).url;
}

test('what several processes record is one recording, what they dropped is added up, and one that begins later is in it', async () => {
  const serving = [await worker(1, line('/a'), '{"dropped":{"busy":2}}\n'), await worker(2, line('/b'), '{"dropped":{"busy":1,"too-large":1}}\n')];
  const abort = new AbortController();
  const targets = new Set<string>();
  let dropped = {};
  const url = await gateway(serving);
  const done = (async () => {
    for await (const each of followProxy(url, { token: 'operators', order: ORDER, signal: abort.signal })) {
      if ('exchange' in each) targets.add(each.exchange.request.target);
      else if ('dropped' in each) dropped = each.dropped;
    }
  })();
  await until('both', () => targets.has('/a') && targets.has('/b'));
  serving.push(await worker(3, line('/c'), '{"dropped":{"aborted":1}}\n'));
  await until('the third', () => targets.has('/c') && JSON.stringify(dropped) === '{"busy":3,"too-large":1,"aborted":1}');
  abort.abort();
  await done;
});

test('what a process refuses is refused', async () => {
  const url = await gateway([await worker(1), await worker(2)]);
  const { port } = new URL(url);
  expect(await ask(Number(port), '/record', { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer wrong' }, body: JSON.stringify(ORDER) })).toMatchObject({ status: 401, body: '{"error":"wrong"}' });
  expect(await ask(Number(new URL(await gateway([])).port), '/record', { method: 'POST', body: '{}' })).toMatchObject({ status: 503 });
});
