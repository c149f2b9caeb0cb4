import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { combineCounters, type Comparisons } from '../../../domain/counters.ts';
import type { Gate } from '../../../domain/gate.ts';
import { NO_CONTRAST, type NoisyField } from '../../../domain/noise.ts';
import { askParity } from '../../../migrations/gates/parity.ts';
import { atMost, randomFrom, tossesBefore } from './random.ts';
import { comparisons, reading } from './reading.ts';

const gate: Gate & { kind: 'parity' } = { kind: 'parity', mismatchBelow: 0.01, confidence: 0.95, atLeastMs: 0 };
const ask = (counted: Comparisons, rest: Parameters<typeof reading>[0] = {}) => askParity(gate, reading({ ...rest, comparisons: counted }));
const dropped = (reasons: Partial<Comparisons['dropped']>): Comparisons['dropped'] => ({ ...comparisons(0, 0).dropped, ...reasons });

test.each([
  ['nothing compared', comparisons(0, 0), 'held', 'no evidence: nothing has been compared yet'],
  ['everything dropped', comparisons(0, 0, { dropped: dropped({ busy: 3 }) }), 'held', 'no evidence: every copy was dropped'],
  ['no session ended', comparisons(0, 0, { compared: 12 }), 'held', 'no evidence: 12 answers compared, but no session has ended yet'],
  ['too few sessions', comparisons(200, 0), 'held', '0 of 200 sessions (0 %) differ, at most 1.8 % (sure at 95 % at all times); below 1 % needs odds of 20:1, have 4.9:1; at least 158 more without a difference'],
  ['enough clean sessions', comparisons(400, 0), 'open', '0 of 400 sessions (0 %) differ, at most 0.9 % (sure at 95 % at all times): below 1 % at odds of 30:1, 20:1 asked'],
  ['few differences in many sessions', comparisons(4_210, 3), 'open', '3 of 4,210 sessions (0.0713 %) differ, at most 0.27 % (sure at 95 % at all times): below 1 % at odds of over 1,000,000:1, 20:1 asked'],
  ['shares of sessions', comparisons(400, 0.25), 'held', '0.25 of 400 sessions (0.0625 %) differ, at most 1.3 % (sure at 95 % at all times); below 1 % needs odds of 20:1, have 8.5:1; at least 103 more without a difference'],
  ['too many differences', comparisons(100, 10), 'failed', '10 of 100 sessions (10 %) differ, at most 22 % (sure at 95 % at all times): above 1 % at odds of 340,000:1, 20:1 asked'],
  ['nothing but differences', comparisons(3, 3), 'failed', '3 of 3 sessions (100 %) differ, at most 100 % (sure at 95 % at all times): above 1 % at odds of 150:1, 20:1 asked'],
  ['as many as the bound', comparisons(1_000, 10), 'held', undefined],
])('%s', (_, counted, state, because) => {
  const verdict = ask(counted);
  expect(verdict.state).toBe(state);
  if (because !== undefined) expect(verdict.because).toBe(because);
});

test('the numbers are in the verdict', () => {
  expect(ask(comparisons(200, 0.5, { failed: 2 })).evidence).toMatchObject({ sessions: 200, sessionDiffering: 0.5, compared: 2_000, differing: 5, failed: 2, coverage: 1, oddsAsked: 20 });
});

describe('coverage', () => {
  test('with more than 5 % of the copies dropped the gate is held, and says what dropped them', () => {
    const verdict = ask(comparisons(400, 0, { dropped: dropped({ busy: 200, 'too-large': 100 }) }));
    expect(verdict.state).toBe('held');
    expect(verdict.because).toMatch(/^only 93 % of the copies were compared, 95 % are needed \(dropped: busy 200, too-large 100\); so far 0 of 400/);
  });

  test('copies that the migration does not want do not count as missing', () => {
    expect(ask(comparisons(400, 0, { dropped: dropped({ 'unsafe-method': 1e6, busy: 200 }) })).state).toBe('open');
  });

  test('a candidate that is bad by what was compared is bad', () => {
    expect(ask(comparisons(100, 10, { dropped: dropped({ busy: 9_000 }) })).state).toBe('failed');
  });
});

describe('a proxy that does not answer', () => {
  test.each([
    [{ answered: 1, expected: 2 }, 'only 1 of 2 proxies answered'],
    [{ answered: 0, expected: 0 }, 'no proxy is running'],
  ])('holds the gate: %j', (proxies, why) => {
    const verdict = ask(comparisons(400, 0), { proxies });
    expect(verdict).toMatchObject({ state: 'held', because: expect.stringContaining(why) });
  });

  test('does not save a candidate that is bad by the others', () => {
    expect(ask(comparisons(100, 10), { proxies: { answered: 1, expected: 2 } }).state).toBe('failed');
  });
});

const sum = (parts: readonly Comparisons[]): Comparisons => parts.reduce((a, b) => combineCounters(a, b, 1));

test('the order in which proxies are added up does not matter', () => {
  const counted = fc.tuple(fc.nat({ max: 5_000 }), fc.nat({ max: 20 })).map(([sessions, differing]) => comparisons(sessions + differing, differing));
  fc.assert(
    fc.property(fc.array(counted, { minLength: 1, maxLength: 6 }), (proxies) => {
      expect(ask(sum(proxies))).toEqual(ask(sum(proxies.toReversed())));
    }),
  );
});

test('a session more without a difference never closes the gate', () => {
  fc.assert(
    fc.property(fc.nat({ max: 20_000 }), fc.nat({ max: 40 }), fc.integer({ min: 1, max: 5_000 }), (clean, differing, more) => {
      const rank = { failed: 0, held: 1, open: 2 };
      const before = ask(comparisons(clean + differing, differing)).state;
      expect(rank[ask(comparisons(clean + differing + more, differing)).state]).toBeGreaterThanOrEqual(rank[before]);
    }),
  );
});

describe('sessions of twenty requests with one outcome, exactly as many bad as the bound, looked at after every one', () => {
  const RUNS = 60;
  const SESSIONS = 4_000;
  const promotions = (count: (sessions: number, differing: number) => Comparisons): number => {
    const random = randomFrom(5);
    const promoted = (): boolean => {
      // Odds only rise between two differing sessions: to look before each is to look after every session.
      for (let [sessions, differing] = [0, 0]; sessions < SESSIONS; sessions++, differing++) {
        sessions += tossesBefore(random, gate.mismatchBelow);
        if (ask(count(sessions, differing)).state === 'open') return true;
      }
      return false;
    };
    return Array.from({ length: RUNS }, promoted).filter(Boolean).length;
  };

  test('are promoted in at most 5 of 100 cases', () => {
    expect(promotions((sessions, differing) => comparisons(sessions, differing, { compared: 20 * sessions, differing: 20 * differing }))).toBeLessThanOrEqual(atMost(0.05, RUNS));
  });

  test('would be in most cases if every request were a bet', () => {
    expect(promotions((sessions, differing) => comparisons(20 * sessions, 20 * differing))).toBeGreaterThan(RUNS / 2);
  });
});

describe('mismatches that are legacy’s own noise', () => {
  const field = (path: string, probed: number, probedNoisy: number, legacy = 0): NoisyField => ({ route: 'GET /api/products', path, kind: 'value', differs: { ...NO_CONTRAST, both: legacy }, varies: NO_CONTRAST, probed, probedNoisy, pairs: 0, holds: {}, values: null });
  const askBeneath = (...fields: NoisyField[]) => ask(comparisons(100, 100), { noise: { asks: false, samples: {}, fields } });

  test('hold the gate, which names the field', () => {
    const { state, because, evidence } = askBeneath(field('$.meta.requestId', 5, 5), field('$.price', 1, 0));
    expect([state, evidence]).toEqual(['held', expect.objectContaining({ noise: 5, mismatches: 5, sessions: 100 })]);
    expect(because).toMatch(/^legacy differs from itself at \$\.meta\.requestId: in 5 answers to requests that it was asked again\. .*`banyan masks`.*so far 100 of 100 sessions \(100 %\) differ/);
  });

  test.each<[string, NoisyField[], string]>([
    ['seen in samples', [field('$.id', 0, 0, 3)], 'held'],
    ['seen on several routes', [field('$.id', 2, 2), { ...field('$.id', 1, 1), route: 'GET /b' }, field('$.price', 6, 0)], 'held'],
    ['seen too seldom', [field('$.id', 2, 2)], 'failed'],
    ['in fewer than half of the mismatches', [field('$.id', 4, 4), field('$.price', 9, 0)], 'failed'],
    ['in half of them', [field('$.id', 4, 4), field('$.price', 8, 0)], 'held'],
    ['not seen at all', [field('$.price', 9, 0)], 'failed'],
    ['of which nobody has asked', [], 'failed'],
  ])('%s', (_, fields, state) => {
    expect(askBeneath(...fields).state).toBe(state);
  });

  test('do not open it', () => {
    const noise = { asks: true, samples: {}, fields: [field('$.id', 5, 5)] };
    expect(ask(comparisons(400, 0), { noise }).state).toBe('open');
    expect(ask(comparisons(10, 0), { noise }).state).toBe('held');
  });

  test('hold it too while legacy is still being asked, and for no longer than a thousand comparisons', () => {
    const asking = (fields: readonly NoisyField[], counted = comparisons(50, 50)) => ask(counted, { noise: { asks: true, samples: {}, fields } });
    expect(asking([])).toMatchObject({ state: 'held', because: expect.stringMatching(/^legacy is being asked again .*so far 50 of 50 sessions/) });
    expect(asking([field('$.price', 2, 0)]).state).toBe('held');
    expect(asking([field('$.price', 3, 0)]).state).toBe('failed');
    expect(asking([], comparisons(100, 100)).state).toBe('failed');
  });
});
