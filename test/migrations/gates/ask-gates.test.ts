import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { NOTHING_COMPARED, type Comparisons, type Served } from '../../../domain/counters.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import type { ObservedData } from '../../../domain/data-movement.ts';
import { NO_NOISE } from '../../../domain/noise.ts';
import type { Gate } from '../../../domain/gate.ts';
import { askGates } from '../../../migrations/gates/ask-gates.ts';
import { comparisons, MINUTE, reading, served } from './reading.ts';

const GATES: readonly Gate[] = [
  { kind: 'parity', mismatchBelow: 0.01, confidence: 0.95, atLeastMs: 0 },
  { kind: 'error-rate', margin: 0.01, confidence: 0.95, atLeastMs: 0 },
  { kind: 'latency', margin: 0.02, confidence: 0.95, atLeastMs: 0 },
  { kind: 'sample-ratio', within: 0.25, confidence: 0.95, atLeastMs: 0 },
  { kind: 'target-health', atLeast: 2 },
  { kind: 'approval' },
  { kind: 'parity-watch', mismatchBelow: 0.01 },
  { kind: 'error-watch', margin: 0.01 },
  { kind: 'soak', ms: MINUTE },
  { kind: 'quiet', ms: MINUTE },
];

const good = reading({
  legacy: { ...served(3_600, 0), latency: { 60: 36_000 } },
  candidate: { ...served(400, 0), latency: { 60: 4_000 } },
  comparisons: { ...comparisons(400, 0), recent: { 981_792: { sessions: 400, differing: 0, legacyOnly: 0, candidateOnly: 0 } } },
  callers: { letIn: 1_000, leftOut: 9_000, wentBack: 0 },
  approval: { at: '2026-01-01T00:05:00.000Z', who: 'ada', why: 'read it' },
  slowAboveMs: 50,
});

const states = async (seen: Evidence): Promise<Record<string, string>> => Object.fromEntries((await askGates(GATES, seen)).map(({ gate, state }) => [gate, state]));

test('every gate answers, in the order asked', async () => {
  expect((await askGates(GATES, good)).map(({ gate, state }) => `${gate} ${state}`)).toEqual(GATES.map(({ kind }) => `${kind} open`));
});

test('a check of the user answers by its name', async () => {
  const check: Gate = { kind: 'check', name: 'stock', timeoutMs: 1_000, ask: () => ({ state: 'open', because: 'all there' }) };
  expect(await askGates([check], good)).toEqual([{ gate: 'check:stock', state: 'open', because: 'all there', evidence: {} }]);
});

test('no gates, no verdicts', async () => {
  expect(await askGates([], good)).toEqual([]);
});

test('nothing counted opens no gate but those that count none', async () => {
  const open = (await askGates(GATES, reading())).filter(({ state }) => state === 'open');
  expect(open.map(({ gate }) => gate)).toEqual(['target-health', 'soak', 'quiet']);
});

test('the same counters give the same verdicts', async () => {
  expect(await askGates(GATES, structuredClone(good))).toEqual(await askGates(GATES, good));
});

describe('hostile counters', () => {
  const hostile = fc.oneof(fc.double(), fc.nat(), fc.constantFrom(-1, Number.NaN, Infinity, -Infinity, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, 5e-324));
  const never = fc.constant(0);
  const others = { 'too-large': never, 'unsafe-method': hostile, denied: hostile, unsupported: never, 'not-accepted': hostile, 'ids-missing': never, untranslatable: never, settling: hostile, 'not-modified': hostile, 'breaker-open': never, aborted: never, 'candidate-unknown': never, 'session-unknown': never };
  const bucket = fc.oneof(fc.string(), fc.nat({ max: 200 }).map(String));
  const latency = fc.dictionary(bucket, hostile, { maxKeys: 3 });
  const side: fc.Arbitrary<Served> = fc.record({ requests: hostile, errors: hostile, sessions: hostile, sessionErrors: hostile, latency });
  const compared: fc.Arbitrary<Comparisons> = fc.record({
    compared: hostile,
    differing: hostile,
    failed: hostile,
    sessions: hostile,
    sessionDiffering: hostile,
    sessionFailures: fc.record({ legacyOnly: hostile, candidateOnly: hostile, both: hostile }),
    recent: fc.dictionary(fc.nat({ max: 9 }).map(String), fc.record({ sessions: hostile, differing: hostile, legacyOnly: hostile, candidateOnly: hostile }), { maxKeys: 3 }),
    dropped: fc.record({ ...others, busy: hostile, memory: hostile }),
  });
  const nullable = fc.option(hostile);
  const movingData: fc.Arbitrary<ObservedData> = fc.record({
    flow: fc.constantFrom('none', 'forward', 'reverse', 'ended'),
    told: fc.constant({ flow: 'forward', backfill: true, verify: true }),
    missing: fc.constant([]),
    problems: fc.constant([]),
    backfill: fc.record({ copied: hostile, total: hostile, perSecond: hostile, quarantined: hostile, done: fc.boolean() }),
    lag: fc.record({ changes: hostile, ms: hostile }),
    verification: fc.record({ checked: hostile, differing: hostile, samples: fc.constant([]), cost: fc.record({ rows: hostile, bytes: hostile, ms: hostile }), lastPass: fc.option(fc.record({ beganAt: hostile, completedAt: hostile })) }),
    lastPause: fc.option(fc.record({ at: hostile, ms: hostile })),
    ended: fc.constant(null),
  });
  const evidence: fc.Arbitrary<Evidence> = fc.record({
    since: hostile,
    now: hostile,
    legacy: side,
    candidate: side,
    comparisons: compared,
    differences: fc.constant({}),
    noise: fc.constant(NO_NOISE),
    callers: fc.record({ letIn: hostile, leftOut: hostile, wentBack: hostile }),
    usual: side,
    cohortShare: fc.constantFrom(0, 1, 10, 100),
    approval: fc.constant(null),
    data: fc.option(movingData, { nil: 'absent' as const }),
    direct: fc.record({ requests: hostile, errors: hostile }),
    publishedUntil: hostile,
    targets: fc.record({ healthy: hostile, total: hostile }),
    directShare: fc.constantFrom(0, 10, 100),
    settledAt: hostile,
    lastLegacyAt: nullable,
    slowAboveMs: nullable,
    proxies: fc.record({ answered: hostile, expected: hostile }),
  });
  const gates = fc.tuple(hostile, hostile).map(([bound, confidence]): readonly Gate[] => [
    ...GATES,
    { kind: 'parity', mismatchBelow: bound, confidence, atLeastMs: bound },
    { kind: 'error-rate', margin: bound, confidence, atLeastMs: 0 },
    { kind: 'latency', margin: bound, confidence, atLeastMs: 0 },
    { kind: 'sample-ratio', within: bound, confidence, atLeastMs: 0 },
    { kind: 'parity-watch', mismatchBelow: bound },
    { kind: 'error-watch', margin: bound },
    { kind: 'target-health', atLeast: bound },
    { kind: 'soak', ms: bound },
    { kind: 'quiet', ms: bound },
  ]);

  test('never throw, and give a verdict in words and finite numbers', async () => {
    await fc.assert(
      fc.asyncProperty(gates, evidence, async (asked, seen) => {
        for (const verdict of await askGates(asked, seen)) {
          expect(['open', 'held', 'failed']).toContain(verdict.state);
          expect(verdict.because.length).toBeGreaterThan(5);
          if (verdict.state !== 'held') expect(verdict.because).not.toMatch(/NaN|Infinity|undefined/);
          for (const number of Object.values(verdict.evidence)) expect(number === null || typeof number === 'string' || Number.isFinite(number)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each([-1, Number.NaN, Infinity])('one counter of %d holds the gate that reads it', async (bad) => {
    expect((await states({ ...good, comparisons: { ...good.comparisons, sessions: bad } }))['parity']).toBe('held');
    expect((await states({ ...good, comparisons: { ...good.comparisons, sessionDiffering: bad } }))['parity']).toBe('held');
    expect((await states({ ...good, comparisons: { ...good.comparisons, dropped: { ...NOTHING_COMPARED.dropped, memory: bad } } }))['parity']).toBe('held');
    expect((await states({ ...good, candidate: { ...good.candidate, sessions: bad } }))['error-rate']).toBe('held');
    expect((await states({ ...good, legacy: { ...good.legacy, sessionErrors: bad } }))['error-rate']).toBe('held');
    expect((await states({ ...good, legacy: { ...good.legacy, requests: bad } }))['error-rate']).toBe('held');
    expect((await states({ ...good, direct: { requests: bad, errors: 0 } }))['error-rate']).toBe('held');
    expect((await states({ ...good, direct: { requests: 10, errors: bad } }))['error-rate']).toBe('held');
    expect((await states({ ...good, slowAboveMs: bad }))['latency']).toBe('held');
    expect((await states({ ...good, now: bad }))['soak']).toBe('held');
    expect((await states({ ...good, proxies: { answered: 2, expected: bad } }))['quiet']).toBe('held');
    expect((await states({ ...good, targets: { healthy: bad, total: 2 } }))['target-health']).toBe('held');
  });

  test.each([0, 1, -0.1, 1.5, Number.NaN])('a gate whose bound or confidence is %d does not open', async (bad) => {
    const asked: readonly Gate[] = [
      { kind: 'parity', mismatchBelow: bad, confidence: 0.95, atLeastMs: 0 },
      { kind: 'parity', mismatchBelow: 0.01, confidence: bad, atLeastMs: 0 },
      { kind: 'error-rate', margin: bad, confidence: 0.95, atLeastMs: 0 },
      { kind: 'error-rate', margin: 0.01, confidence: bad, atLeastMs: 0 },
      { kind: 'latency', margin: bad, confidence: 0.95, atLeastMs: 0 },
      { kind: 'latency', margin: 0.01, confidence: bad, atLeastMs: 0 },
    ];
    expect((await askGates(asked, good)).map(({ state }) => state)).toEqual(asked.map(() => 'held'));
  });

  test('what rounding leaves of sums that were taken off is nothing', async () => {
    const rounded = { ...good, comparisons: { ...good.comparisons, sessionDiffering: 0.1 + 0.2 - 0.3 }, candidate: { ...good.candidate, sessionErrors: 0.3 - 0.2 - 0.1 } };
    expect(await askGates(GATES.slice(0, 2), rounded)).toEqual(await askGates(GATES.slice(0, 2), good));
  });
});
