import { describe, expect, test } from '@jest/globals';
import type { CapturedResponse, FailedShadow } from '../../../../shadow/index.ts';
import type { Group } from '../../../../proxy/group.ts';
import type { CallerRequest } from '../../../../proxy/listening/caller-request.ts';
import { parseAddress } from '../../../../proxy/forwarding/upstream-address.ts';
import { createRepeats } from '../../../../proxy/shadowing/noise/repeats.ts';
import { randomFrom } from '../../../../bench/figures/gates/random.ts';

const LEGACY = parseAddress('http://legacy.internal:1');
const ANSWER: CapturedResponse = { status: 200, rawHeaders: [], body: new Uint8Array(0), bodyTruncated: false, ms: 1 };
const group = (repeatPercent: number, name = 'catalog') => ({ name, shadow: { timeoutMs: 50, masks: {}, unordered: [], repeatPercent } }) as unknown as Group;
const request = (given: Partial<CallerRequest> = {}) => ({ method: 'GET', target: '/a', headers: ['Host', 'shop'], hasBody: false, ...given }) as CallerRequest;

function repeating(answer: () => CapturedResponse | FailedShadow | Promise<CapturedResponse | FailedShadow> = () => ANSWER) {
  const sent: string[] = [];
  const sender = { send: async (_request: unknown, to: unknown) => (sent.push(to === LEGACY ? 'legacy' : 'other'), answer()), close: async () => {} };
  let now = 0;
  const repeats = createRepeats({ sender, legacy: LEGACY, elapsed: () => now, random: randomFrom(7) });
  /** One copy, sampled or not. */
  const copy = async (of: Group, by = request(), legacyStatus = 200) => {
    const sample = repeats.draw(of, by, legacyStatus);
    return sample ? sample(async () => (sent.push('candidate'), ANSWER)) : undefined;
  };
  return { repeats, sent, copy, pass: (ms: number) => void (now += ms) };
}

describe('legacy is asked again', () => {
  test.each([1, 2, 5])('for at most half of %d % of the copies by lot and half after mismatches, and five mismatches to begin with', async (percent) => {
    const { repeats, copy } = repeating();
    const all = 20_000;
    for (let i = 0; i < all; i++) {
      await copy(group(percent));
      await repeats.probe(group(percent), request(), 200);
      const { sample, probe } = repeats.asked('catalog');
      expect(sample + probe).toBeLessThanOrEqual((percent / 100) * (i + 1) + 5 + 1e-6);
    }
    const { sample, probe } = repeats.asked('catalog');
    expect(sample).toBeGreaterThan(0.8 * all * (percent / 200));
    expect(probe).toBeGreaterThan(0.99 * all * (percent / 200));
  });

  test('after a long time without mismatches not more than a few times in a row', async () => {
    const { repeats, copy } = repeating();
    for (let i = 0; i < 10_000; i++) await copy(group(5));
    let granted = 0;
    for (let i = 0; i < 100; i++) if (await repeats.probe(group(5), request(), 200)) granted += 1;
    expect(granted).toBe(5);
  });

  test('never where the migration says 0', async () => {
    const { repeats, copy, sent } = repeating();
    for (let i = 0; i < 1_000; i++) await copy(group(0));
    expect(repeats.probe(group(0), request(), 200)).toBeUndefined();
    expect(sent).toEqual([]);
  });

  test.each<[string, Partial<CallerRequest>, number]>([
    ['changes something', { method: 'POST' }, 200],
    ['has a body', { hasBody: true }, 200],
    ['is conditional', { headers: ['Host', 'shop', 'If-None-Match', '"x"'] }, 200],
    ['is conditional by time', { headers: ['if-modified-since', 'Thu, 01 Jan 2026 00:00:00 GMT'] }, 200],
    ['legacy failed', {}, 503],
    ['legacy had too many of', {}, 429],
  ])('never what %s', async (_, given, status) => {
    const { repeats, copy, sent } = repeating();
    for (let i = 0; i < 200; i++) await copy(group(100));
    sent.length = 0;
    for (let i = 0; i < 50; i++) {
      expect(await copy(group(100), request(given), status)).toBeUndefined();
      expect(repeats.probe(group(100), request(given), status)).toBeUndefined();
    }
    expect(sent).toEqual([]);
  });

  test('a value that looks like a conditional header’s name is none', async () => {
    const { copy, sent } = repeating();
    for (let i = 0; i < 50; i++) await copy(group(100), request({ headers: ['X-Note', 'if-match'] }));
    expect(sent.length).toBeGreaterThan(10);
  });

  test('before or after the candidate as often, and the candidate again at the end', async () => {
    const { copy, sent } = repeating();
    const orders = { 'legacy candidate candidate': 0, 'candidate legacy candidate': 0 };
    for (let i = 0; i < 4_000; i++) {
      sent.length = 0;
      if (await copy(group(100))) orders[sent.join(' ') as keyof typeof orders] += 1;
    }
    const [first = 0, second = 0, ...others] = Object.values(orders);
    expect(others).toEqual([]);
    expect(first + second).toBeGreaterThan(1_500);
    expect(Math.abs(first - second)).toBeLessThan(4 * Math.sqrt(first + second));
  });

  test('not by more than four requests at once', async () => {
    const waiting: (() => void)[] = [];
    const { copy, sent } = repeating(() => new Promise((resolve) => waiting.push(() => resolve(ANSWER))));
    const all = Array.from({ length: 60 }, () => copy(group(100)));
    expect(sent.filter((to) => to === 'legacy')).toHaveLength(4);
    for (const answer of waiting) answer();
    await Promise.all(all);
    expect(waiting).toHaveLength(4);
  });

  test.each<[string, CapturedResponse | FailedShadow]>([['gives no answer', { failed: 'timeout' }], ['answers 500', { ...ANSWER, status: 500 }]])('until it often %s, and then not for ten seconds', async (_, answer) => {
    const { copy, sent, pass } = repeating(() => answer);
    for (let i = 0; i < 500; i++) await copy(group(100));
    const asked = sent.filter((to) => to === 'legacy').length;
    expect(asked).toBe(10);
    pass(10_001);
    for (let i = 0; i < 100; i++) await copy(group(100));
    expect(sent.filter((to) => to === 'legacy')).toHaveLength(asked + 1);
  });

  test('each group by its own share', async () => {
    const { repeats, copy } = repeating();
    for (let i = 0; i < 1_000; i++) {
      await copy(group(5));
      await copy(group(0, 'orders'));
    }
    expect(repeats.asked('catalog').sample).toBeGreaterThan(10);
    expect(repeats.asked('orders')).toEqual({ sample: 0, probe: 0 });
  });
});
