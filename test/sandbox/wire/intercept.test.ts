import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CallFate, InterceptedCall } from '../../../sandbox/wire/intercept.ts';
import { AwsError } from '../../../sandbox/wire/service.ts';
import { startWireServer, type WireServer } from '../../../sandbox/wire/server.ts';
import { until } from '../../support/until.ts';
import { listClusters, send, sign } from './signed-request.ts';

const UNTOUCHED: CallFate = { delayMs: 0, before: undefined, lateMs: 0, lost: false };

let wire: WireServer;
let asked: InterceptedCall[];
let effects: number;
let defects: unknown[];
let fate: Partial<CallFate>;

beforeEach(async () => {
  asked = [];
  effects = 0;
  defects = [];
  fate = {};
  wire = await startWireServer({
    host: '127.0.0.1',
    now: Date.now,
    services: { ecs: { operations: { ListClusters: () => ({ clusterArns: [`${++effects}`] }) } } },
    intercept: (call) => {
      asked.push(call);
      return { ...UNTOUCHED, ...fate };
    },
    onDefect: (_, error) => defects.push(error),
  });
});
afterEach(async () => {
  await wire.close();
  expect(defects).toEqual([]);
});

const ask = async (): Promise<{ status: number; text: string }> => send(wire.endpoint, await sign(wire.endpoint, { ...listClusters(), body: '{"maxResults":5,"unknown":1}' }));

test('is told of each call, with its input, and may leave it alone', async () => {
  expect((await ask()).text).toBe('{"clusterArns":["1"]}');
  expect(asked).toEqual([{ service: 'ecs', operation: 'ListClusters', input: { maxResults: 5 } }]);
});

test('is not asked about what is refused anyway', async () => {
  expect((await send(wire.endpoint, listClusters())).status).toBe(400);
  expect(asked).toEqual([]);
});

test('refuses before the effect', async () => {
  fate = { before: new AwsError('ThrottlingException', 'Rate exceeded', 400) };
  expect(await ask()).toMatchObject({ status: 400, text: expect.stringContaining('"__type":"ThrottlingException"') });
  expect(effects).toBe(0);
});

test('cuts the connection before the effect', async () => {
  fate = { before: 'cut' };
  await expect(ask()).rejects.toThrow();
  expect(effects).toBe(0);
});

test('loses the answer after the effect', async () => {
  fate = { lost: true };
  await expect(ask()).rejects.toThrow();
  expect(effects).toBe(1);
});

test('delays the effect, which does not come once the sandbox has ended', async () => {
  fate = { delayMs: 100 };
  const answer = ask().catch(() => 'cut');
  await until(() => asked.length === 1 || undefined);
  await wire.close();
  // Timers of one length end in the order in which they began.
  await sleep(100);
  expect([await answer, effects]).toEqual(['cut', 0]);
});

test('delays the answer only', async () => {
  fate = { lateMs: 60_000 };
  const answer = ask().catch(() => 'cut');
  await until(() => effects === 1 || undefined);
  await wire.close();
  expect(await answer).toBe('cut');
});

test('answers in the end', async () => {
  fate = { delayMs: 1, lateMs: 1 };
  expect((await ask()).status).toBe(200);
});
