import { expect, test } from '@jest/globals';
import type { Group } from '../../../../proxy/group.ts';
import type { CallerRequest } from '../../../../proxy/listening/caller-request.ts';
import { createByteBudget } from '../../../../proxy/shadowing/byte-budget.ts';
import { createProbes } from '../../../../proxy/shadowing/noise/probes.ts';
import type { Repeats } from '../../../../proxy/shadowing/noise/repeats.ts';
import type { CapturedResponse, Comparison, Exchange } from '../../../../shadow/index.ts';
import { until } from '../../support/until.ts';

const ANSWER: CapturedResponse = { status: 200, rawHeaders: [], body: new Uint8Array(0), bodyTruncated: false, ms: 1 };
const group = (repeatPercent: number) => ({ name: 'catalog', shadow: { timeoutMs: 50, masks: {}, unordered: [], repeatPercent } }) as unknown as Group;
const request = { method: 'GET', target: '/a', at: 1 } as CallerRequest;
const mismatch = { route: 'GET /a', at: 1, differences: [] } as unknown as Comparison;
const TEXT = 'legacy’s answer';
const SIZE = Buffer.byteLength(TEXT);

function probing({ ask = () => Promise.resolve(ANSWER), limit = 1_000_000 }: { ask?: () => ReturnType<Repeats['probe']>; limit?: number } = {}) {
  const compared: Exchange[] = [];
  const errors: object[] = [];
  const budget = createByteBudget(limit);
  const repeats = { probe: ask } as unknown as Repeats;
  const probes = createProbes({ repeats, comparer: { compare: (exchange) => compared.push(exchange) > 0 }, budget, log: { error: (fields: object) => errors.push(fields) } as never });
  const legacy: CapturedResponse = { ...ANSWER, body: new Uint8Array(Buffer.from(TEXT)) };
  return { probes, budget, compared, errors, legacy, prepare: (percent = 2) => probes.prepare(group(percent), request, legacy) };
}

test('legacy’s first answer is compared with its second, whole, though its body had gone to another thread', async () => {
  const { budget, compared, legacy, prepare } = probing();
  const probe = prepare();
  expect(budget.used).toBe(SIZE);
  structuredClone(legacy.body, { transfer: [legacy.body.buffer as ArrayBuffer] });
  probe?.run(mismatch);
  await until('the probe', () => budget.used === 0);
  expect(compared).toMatchObject([{ purpose: 'probe', candidate: ANSWER }]);
  expect(Buffer.from(compared[0]!.legacy.body).toString()).toBe(TEXT);
});

test.each<[string, () => ReturnType<Repeats['probe']>]>([['may not be asked', () => undefined], ['cannot be asked', () => Promise.reject(new Error('no'))]])('where legacy %s nothing is held any longer, and nothing compared', async (_, ask) => {
  const { budget, compared, prepare } = probing({ ask });
  prepare()?.run(mismatch);
  await until('the bytes to be given back', () => budget.used === 0);
  expect(compared).toEqual([]);
});

test('nothing is held of groups that ask nothing twice, nor where there is no room', () => {
  expect(probing().prepare(0)).toBeUndefined();
  const { budget, prepare } = probing({ limit: SIZE - 1 });
  expect([prepare(), budget.used]).toEqual([undefined, 0]);
});

test('no more than sixteen answers are held at once', () => {
  const { budget, prepare } = probing();
  const held = Array.from({ length: 40 }, () => prepare()).filter((probe) => probe !== undefined);
  expect([held.length, budget.used]).toEqual([16, 16 * SIZE]);
  for (const probe of held) probe.drop();
  expect(budget.used).toBe(0);
  expect(prepare()).toBeDefined();
});
