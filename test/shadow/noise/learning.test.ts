import { describe, expect, test } from '@jest/globals';
import type { NoiseReport } from '../../../domain/noise.ts';
import { proposalsOf } from '../../../domain/mask-proposal.ts';
import { createNoiseLedger, createRedactor, type CapturedResponse, type Exchange } from '../../../shadow/index.ts';
import { compareExchange } from '../../../shadow/compare.ts';
import { NO_RULES, type ComparisonRules } from '../../../shadow/comparison.ts';
import { observeNoise } from '../../../shadow/noise/observe-noise.ts';

const redactor = createRedactor({ runKey: new Uint8Array(32) });
const answer = (body: unknown, headers: readonly string[] = []): CapturedResponse => ({ status: 200, rawHeaders: ['Content-Type', 'application/json', ...headers], body: new TextEncoder().encode(JSON.stringify(body)), bodyTruncated: false, ms: 1 });

function observe(exchange: Pick<Exchange, 'legacy' | 'candidate' | 'purpose'>, rules: ComparisonRules = NO_RULES) {
  const whole: Exchange = { method: 'GET', target: '/api/things', at: 7, ...exchange };
  return observeNoise(whole, compareExchange(whole, rules, redactor), rules, redactor);
}
const sample = (l1: unknown, l2: unknown, c1: unknown, c2: unknown, rules?: ComparisonRules) => observe({ legacy: answer(l1), candidate: answer(c1), purpose: { legacyAgain: answer(l2), candidateAgain: answer(c2) } }, rules);

/** What is proposed after legacy was seen to answer with these pairs of values at `$.v`. */
function proposed(pairs: readonly (readonly [unknown, unknown])[]): string[] {
  const ledger = createNoiseLedger();
  for (const [first, second] of pairs) ledger.add('GET /api/things', 1, observe({ legacy: answer({ v: first }), candidate: answer({ v: second }), purpose: 'probe' })!);
  return proposalsOf(ledger.report()).map((each) => (each.propose === 'mask' ? each.mask : each.propose === 'nothing' ? each.because : each.propose));
}
const twenty = (pair: (i: number) => readonly [unknown, unknown]) => Array.from({ length: 20 }, (_, i) => pair(i));
const uuid = (i: number) => `${String(i).padStart(8, '0')}-0000-4000-8000-000000000000`;
const time = (ms: number) => new Date(1_767_225_600_000 + ms).toISOString();

describe('of legacy’s own pairs of answers the tightest class is learned', () => {
  test.each<[string, (i: number) => readonly [unknown, unknown], string]>([
    ['UUIDs', (i) => [uuid(i), uuid(i + 99)], 'uuid'],
    ['moments close together', (i) => [time(i), time(i + 900)], 'timestamp within 5s'],
    ['moments that use more than half of a bound', (i) => [time(i), time(i + 2_600)], 'timestamp within 1m'],
    ['moments far apart', (i) => [time(0), time(i * 86_400_000 + 1e9)], 'timestamp'],
    ['moments in epoch seconds', (i) => [1_700_000_000 + i, 1_700_000_001 + i], 'timestamp within 5s'],
    ['numbers that only rise', (i) => [i, i + 5], 'counter'],
    ['whole numbers close together', (i) => [1_000_000 + i, 1_000_000 + i - 7], 'integer within 0.1%'],
    ['whole numbers', (i) => [i + 1, i], 'integer'],
    ['numbers close together', (i) => [100.5 + i, 100.51 + i], 'number within 0.1%'],
    ['numbers', (i) => [0.5 + i, 100.25 - i], 'number'],
    ['numbers of either sign', (i) => [-1 - i, 1 + i], 'number'],
    ['hexadecimal', (i) => [`${i}aaaaaaa`.slice(-8), `${i}bbbbbbb`.slice(-8)], 'hex'],
    ['words without a space, of one length', (i) => [`key_${String.fromCodePoint(97 + i)}`, 'key_Z'], 'token'],
    ['any other text', (i) => ['hello world', `hello ${i}`], 'opaque'],
    ['yes and no', (i) => [i % 2 === 0, i % 2 === 1], 'one of true|false'],
    ['null at times', (i) => (i === 3 ? [null, uuid(i)] : [uuid(i), uuid(i + 99)]), 'legacy changes its type'],
  ])('%s', (_, pair, mask) => {
    expect(proposed(twenty(pair))).toEqual([mask]);
  });

  test('an exception among a hundred widens it', () => {
    expect(proposed([...twenty((i) => [uuid(i), uuid(i + 99)]), ['x y', uuid(1)]])).toEqual(['opaque']);
  });

  test('a few words, where words may be shown; no list of others', () => {
    const states = (path: string) => {
      const ledger = createNoiseLedger();
      for (let i = 0; i < 20; i++) ledger.add('GET /', 1, observe({ legacy: answer({ [path]: i % 2 ? 'open' : 'half closed' }), candidate: answer({ [path]: 'closed' }), purpose: 'probe' })!);
      return ledger.report().fields[0]?.values;
    };
    expect(states('state')).toBe(null);
    const ledger = createNoiseLedger();
    for (let i = 0; i < 20; i++) ledger.add('GET /', 1, observe({ legacy: answer({ state: i % 2 ? 'open' : 'lost', owner: i % 2 ? 'ada' : 'bob' }), candidate: answer({ state: 'closed', owner: 'eve' }), purpose: 'probe' })!);
    const { fields } = ledger.report();
    expect(Object.fromEntries(fields.map(({ path, values }) => [path, values]))).toEqual({ '$.owner': null, '$.state': ['closed', 'lost', 'open'] });
  });

  test('header by header', () => {
    const observation = observe({ legacy: answer({}, ['X-Node', 'web-1']), candidate: answer({}, ['X-Node', 'web-2']), purpose: 'probe' });
    expect(observation).toMatchObject({ kind: 'probe', legacyDiffers: [{ path: 'header.x-node', kind: 'value', holds: ['token', 'opaque'] }] });
  });
});

test('no value leaves with what was observed', () => {
  const secret = (n: number) => ({ mail: `ada${n}@shop.example`, name: `Ada ${n} Lovelace`, list: [`private ${n}`], card: `4111 1111 1111 111${n}` });
  const told = JSON.stringify(sample(secret(1), secret(2), secret(3), secret(4)));
  for (const word of ['ada', 'Lovelace', 'private', '4111']) expect(told).not.toContain(word);
});

describe('a sample tells', () => {
  test('who was the odd one out', () => {
    expect(sample({ v: 1 }, { v: 2 }, { v: 1 }, { v: 1 })).toMatchObject({ candidateDiffers: [], legacyDiffers: [{ path: '$.v', kind: 'value' }] });
    expect(sample({ v: 1 }, { v: 1 }, { v: 2 }, { v: 2 })).toMatchObject({ candidateDiffers: [{ path: '$.v', kind: 'value' }], legacyDiffers: [] });
  });

  test('what varies on each side, though a mask lets it differ', () => {
    const masked: ComparisonRules = { masks: { '$.v': 'integer' }, unordered: [] };
    expect(sample({ v: 1 }, { v: 2 }, { v: 9 }, { v: 9 }, masked)).toMatchObject({ candidateDiffers: [], legacyDiffers: [], varies: { candidate: [], legacy: [{ path: '$.v', kind: 'value' }] } });
  });

  test('nothing of what varies where a second answer failed, and that legacy’s failed', () => {
    const failed = { failed: 'timeout' } as const;
    expect(observe({ legacy: answer({}), candidate: answer({}), purpose: { legacyAgain: failed, candidateAgain: answer({}) } })).toMatchObject({ legacyDiffers: [{ path: 'status', kind: 'failed' }], varies: null });
    expect(observe({ legacy: answer({}), candidate: answer({}), purpose: { legacyAgain: answer({}), candidateAgain: failed } })).toMatchObject({ varies: null });
  });
});

describe('the ledger', () => {
  const place = (path: string) => ({ path, kind: 'value' as const });
  const own = (path: string) => ({ ...place(path), holds: [], values: null });
  const odd = (candidate: readonly string[], legacy: readonly string[]) => ({ kind: 'sample' as const, candidateDiffers: candidate.map(place), legacyDiffers: legacy.map(own), varies: null });
  const at = ({ fields }: NoiseReport, path: string) => fields.find((each) => each.path === path)?.differs;

  test('counts odd answers by side, and remembers the first', () => {
    const ledger = createNoiseLedger();
    ledger.add('GET /', 5, odd(['$.a', '$.b'], ['$.a']));
    ledger.add('GET /', 4, odd([], ['$.b']));
    ledger.add('GET /', 6, odd(['$.b'], []));
    expect(ledger.report().samples).toEqual({ 'GET /': 3 });
    expect(at(ledger.report(), '$.a')).toEqual({ candidateOnly: 0, legacyOnly: 0, both: 1, firstAt: null });
    expect(at(ledger.report(), '$.b')).toEqual({ candidateOnly: 2, legacyOnly: 1, both: 0, firstAt: 4 });
  });

  test('is bounded in fields, routes and lengths of paths, and counts the rest together', () => {
    const ledger = createNoiseLedger({ maxFields: 10, maxRoutes: 3 });
    for (let i = 0; i < 5_000; i++) ledger.add(`GET /${i % 50}`, i, odd([`$.k${i}`, `$.${'x'.repeat(300)}`], []));
    const { fields, samples } = ledger.report();
    expect(fields.length).toBeLessThanOrEqual(10 + 4);
    expect(Object.keys(samples).length).toBe(4);
    expect(Object.values(samples).reduce((sum, each) => sum + each, 0)).toBe(5_000);
    expect(fields.filter(({ path }) => path === '$other').reduce((sum, { differs }) => sum + differs.candidateOnly, 0)).toBeGreaterThan(4_900);
    expect(Math.max(...fields.map(({ path }) => path.length))).toBeLessThanOrEqual(256);
  });

  test('has the same fields, and the same first times, whichever of the two answers was the odd one', () => {
    const report = (swap: boolean) => {
      const ledger = createNoiseLedger({ maxFields: 3 });
      for (const [i, [a, b]] of ([[['$.z'], ['$.y']], [['$.c', '$.a'], ['$.b']], [['$.d'], []]] as const).entries()) ledger.add('GET /', i, swap ? odd(b, a) : odd(a, b));
      return ledger.report().fields.map(({ path, differs }) => [path, differs.firstAt]);
    };
    expect(report(true)).toEqual(report(false));
  });

  test('keeps probes apart from samples: they were not drawn by lot', () => {
    const ledger = createNoiseLedger();
    const probe = (legacy: readonly string[], mismatch: readonly string[]) => ledger.add('GET /', 1, { kind: 'probe', legacyDiffers: legacy.map(own) }, mismatch.map(place));
    probe(['$.a', '$.c'], ['$.a', '$.b']);
    probe([], ['$.a']);
    const { samples, fields } = ledger.report();
    expect(samples).toEqual({});
    expect(fields.map(({ path, probed, probedNoisy, pairs }) => [path, probed, probedNoisy, pairs])).toEqual([['$.a', 2, 1, 1], ['$.c', 0, 0, 1], ['$.b', 1, 0, 0]]);
    expect(fields.every(({ differs }) => differs.firstAt === null)).toBe(true);
  });
});
