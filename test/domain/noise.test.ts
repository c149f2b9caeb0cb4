import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MASK_LADDER, proposalsOf } from '../../domain/mask-proposal.ts';
import { mergeNoise, NO_CONTRAST, NO_NOISE, type Contrast, type NoiseReport, type NoisyField } from '../../domain/noise.ts';
import { describeFinding, findingsOf, logOdds, nats } from '../../domain/noise-findings.ts';

const ROUTE = 'GET /api/products';
const field = (path: string, given: Partial<NoisyField> = {}): NoisyField => ({ route: ROUTE, path, kind: 'value', differs: NO_CONTRAST, varies: NO_CONTRAST, probed: 0, probedNoisy: 0, pairs: 0, holds: {}, values: null, ...given });
const contrast = (candidateOnly: number, legacyOnly: number, firstAt: number | null = 1): Contrast => ({ candidateOnly, legacyOnly, both: 3, firstAt });
const report = (...fields: NoisyField[]): NoiseReport => ({ asks: true, samples: { [ROUTE]: 1_000 }, fields });
const found = (...fields: NoisyField[]) => findingsOf(report(...fields)).map(({ finding, path }) => `${finding} ${path}`);

describe('what the samples say beneath the noise', () => {
  test('an odd answer is the candidate’s as often as legacy’s: nothing', () => {
    expect(found(field('$.a', { differs: contrast(500, 480) }), field('$.b', { varies: contrast(500, 480) }))).toEqual([]);
  });

  test('it is the candidate’s more often: that is a finding, with its numbers', () => {
    const [finding] = findingsOf(report(field('$.price', { differs: contrast(140, 60) })));
    expect(finding).toEqual({ finding: 'differs', route: ROUTE, path: '$.price', kind: 'value', for: 140, against: 60, samples: 1_000 });
    expect(describeFinding(finding!)).toBe(
      "$.price of GET /api/products (value): in 140 of 1000 sampled requests only the candidate differs from legacy's first answer, in 60 only legacy's second does: more than legacy's own noise",
    );
  });

  test('it is legacy’s more often: a candidate may be quieter, but not if it stands still', () => {
    expect(found(field('$.a', { differs: contrast(60, 140) }))).toEqual([]);
    expect(found(field('$.a', { varies: contrast(600, 1_000) }))).toEqual([]);
    expect(found(field('$.a', { varies: contrast(300, 1_000) }))).toEqual(['steady $.a']);
    expect(found(field('$.a', { varies: contrast(0, 60) }))).toEqual(['steady $.a']);
    expect(found(field('$.a', { varies: contrast(60, 0) }))).toEqual([]);
  });

  test('the later a field has its first odd answer, the more it must show', () => {
    const regression = (firstAt: number) => field('$.price', { differs: contrast(14, 0, firstAt) });
    const others = Array.from({ length: 30 }, (_, i) => field(`$.noisy${i}`, { differs: contrast(5, 5, 100 + i) }));
    expect(found(regression(99), ...others)).toEqual(['differs $.price']);
    expect(found(regression(200), ...others)).toEqual([]);
  });

  test('fields that never had an odd answer take nobody’s place', () => {
    const quiet = Array.from({ length: 400 }, (_, i) => field(`$.both${i}`, { differs: contrast(0, 0, null) }));
    expect(found(...quiet, field('$.price', { differs: contrast(10, 0) }))).toEqual(['differs $.price']);
  });

  test('the chances of being wrong add up to 5 %, whatever the number of fields', () => {
    const chance = (share: number) => Array.from({ length: 100_000 }, (_, i) => Math.exp(-nats(i + 1, share))).reduce((sum, each) => sum + each, 0);
    expect(chance(0.8) + chance(0.2)).toBeGreaterThan(0.0499);
    expect(chance(0.8) + chance(0.2)).toBeLessThanOrEqual(0.05);
  });

  /** The exact chance that a coin is found unfair at some look, one after every toss. */
  function everFound(coin: number, goal: number, tosses: number): number {
    // Chance of each number of ayes so far without having been found.
    let unfound = [1];
    let ever = 0;
    for (let n = 1; n <= tosses; n++) {
      const next = Array.from({ length: n + 1 }, (_, ayes) => coin * (unfound[ayes - 1] ?? 0) + (1 - coin) * (unfound[ayes] ?? 0));
      unfound = next.map((chance, ayes) => {
        if (logOdds(ayes, n - ayes, coin) < goal) return chance;
        ever += chance;
        return 0;
      });
    }
    return ever;
  }
  test.each([1 / 2, 2 / 3])('a coin of %d is found unfair at some of 200 looks with a chance of at most α', (coin) => {
    for (const alpha of [0.5, 0.2, 0.05]) {
      const chance = everFound(coin, -Math.log(alpha), 200);
      expect(chance).toBeLessThanOrEqual(alpha);
      expect(chance).toBeGreaterThan(alpha / 5);
    }
  });

  test('evidence grows with every aye, and falls with every no that is one of few', () => {
    fc.assert(fc.property(fc.nat(1e6), fc.nat(1e6), (ayes, noes) => {
      expect(logOdds(ayes + 1, noes, 1 / 2)).toBeGreaterThan(logOdds(ayes, noes, 1 / 2));
      expect(Number.isFinite(logOdds(ayes, noes, 1 / 2))).toBe(true);
      expect(logOdds(ayes, noes + 1, 1 / 2)).toBeLessThan(logOdds(ayes, noes, 1 / 2));
    }));
  });
});

describe('what several proxies have learned', () => {
  const contrasts = fc.record({ candidateOnly: fc.nat(9), legacyOnly: fc.nat(9), both: fc.nat(9), firstAt: fc.option(fc.nat(9)) });
  const values = fc.option(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'), { maxLength: 8 }).map((all) => all.toSorted()));
  const fields = fc.uniqueArray(
    fc.record({ route: fc.constantFrom('GET /a', 'GET /b'), path: fc.constantFrom('$.a', '$.b'), kind: fc.constantFrom('value' as const, 'order' as const), differs: contrasts, varies: contrasts, probed: fc.nat(9), probedNoisy: fc.nat(9), pairs: fc.nat(9), holds: fc.dictionary(fc.constantFrom('uuid', 'token'), fc.nat(9)), values }),
    { selector: ({ route, path, kind }) => `${route} ${path} ${kind}` },
  );
  const reports = fc.record({ asks: fc.boolean(), samples: fc.dictionary(fc.constantFrom('GET /a', 'GET /b', '__proto__'), fc.nat(9)), fields });

  test('adds up in whatever order they are read, and nothing adds nothing', () => {
    fc.assert(fc.property(reports, reports, reports, (a, b, c) => {
      const all = mergeNoise([a, b, c]);
      expect(mergeNoise([c, b, a])).toEqual(all);
      expect(mergeNoise([mergeNoise([a, b]), c, NO_NOISE])).toEqual(all);
    }));
  });
});

describe('the mask that is proposed', () => {
  const holding = (pairs: number, ...masks: string[]) => ({ pairs, holds: Object.fromEntries(masks.map((mask) => [mask, pairs])) });
  const proposed = (...fields: NoisyField[]) => proposalsOf(report(...fields)).map((each) => (each.propose === 'mask' ? each.mask : each.propose === 'nothing' ? each.because : each.propose));

  test.each<[string, NoisyField[], string[]]>([
    ['is the tightest that holds for every pair', [field('$.a', holding(20, 'opaque', 'token', 'hex', 'uuid'))], ['uuid']],
    ['holds on all routes', [field('$.a', holding(20, 'uuid', 'opaque')), field('$.a', { ...holding(5, 'opaque'), route: 'GET /b' })], ['opaque']],
    ['is none before there are twenty pairs', [field('$.a', holding(19, 'uuid'))], []],
    ['is a list where legacy has few words to say', [field('$.a', { ...holding(20, 'opaque'), values: ['open', 'closed'] })], ['one of closed|open']],
    ['is the class where that is stricter than a list', [field('$.a', { ...holding(20, 'integer', 'opaque'), values: ['1', '2'] })], ['integer']],
    ['is an order that means nothing', [field('$.a', { kind: 'order', pairs: 20 })], ['unordered']],
    ['is none where the type changes', [field('$.a', holding(20, 'uuid')), field('$.a', { kind: 'type', pairs: 1 })], ['legacy changes its type']],
    ['is none where legacy has the field at times', [field('$.a', { kind: 'missing', pairs: 30 })], ['legacy has it at times and at times not']],
    ['is none where values have nothing in common', [field('$.a', { pairs: 30 })], ['legacy’s values here have nothing in common']],
    ['is none where nothing can be masked', [field('body[]', holding(30, 'opaque')), field('status', { pairs: 30 })], ['nothing can be masked there', 'nothing can be masked there']],
  ])('%s', (_, fields, expected) => {
    expect(proposed(...fields)).toEqual(expected);
  });

  test('the ladder has no rung twice', () => {
    expect(new Set(MASK_LADDER).size).toBe(MASK_LADDER.length);
  });
});
