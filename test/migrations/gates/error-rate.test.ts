import { describe, expect, test } from '@jest/globals';
import type { Evidence } from '../../../domain/evidence.ts';
import type { Gate } from '../../../domain/gate.ts';
import { askErrorRate } from '../../../migrations/gates/error-rate.ts';
import { comparisons, reading, served } from './reading.ts';

const gate: Gate & { kind: 'error-rate' } = { kind: 'error-rate', margin: 0.01, confidence: 0.95, atLeastMs: 0 };
const ask = (given: Partial<Evidence>) => askErrorRate(gate, reading(given));

describe('while proxies serve both sides, sessions are compared', () => {
  test.each([
    ['nobody answered', served(0, 0), served(0, 0), 'held'],
    ['the candidate answered nobody', served(5_000, 3), served(0, 0), 'held'],
    ['too few sessions', served(3_000, 0), served(250, 0), 'held'],
    ['enough without an error', served(3_600, 0), served(400, 0), 'open'],
    ['as bad as legacy', served(40_000, 800), served(40_000, 800), 'open'],
    ['certainly worse than legacy, and as certainly within the margin', served(400_000, 8_000), served(400_000, 9_600), 'open'],
    ['worse than legacy by the margin', served(40_000, 800), served(40_000, 1_200), 'failed'],
    ['worse than a legacy without errors', served(3_600, 0), served(400, 8), 'failed'],
    ['all failed', served(500, 0), served(3, 3), 'failed'],
    ['both fail always', served(5_000, 5_000), served(500, 500), 'open'],
    ['no session of legacy has ended', { ...served(0, 0), requests: 800 }, served(200, 200), 'held'],
  ])('%s', (_, legacy, candidate, state) => {
    expect(ask({ legacy, candidate }).state).toBe(state);
  });

  test('the verdict says what was counted, what is asked and what is there', () => {
    const verdict = ask({ legacy: served(3_600, 2), candidate: served(250, 0.5) });
    expect(verdict.because).toMatch(
      /^candidate: 0\.5 of 250 sessions \(0\.2 %\) failed, legacy: 2 of 3,600 sessions \(0\.0556 %\), at most 3\.3 percentage points above legacy \(sure at 95 % at all times\); less than 1 percentage points above legacy needs odds of 20:1, have [\d.]+:1$/,
    );
    expect(verdict.evidence).toMatchObject({ candidate: 250, candidateBad: 0.5, legacy: 3_600, legacyBad: 2, unit: 'sessions', margin: 0.01, oddsAsked: 20 });
  });

  test('shadows are not callers: comparisons are no evidence', () => {
    expect(ask({ legacy: served(5_000, 0), comparisons: comparisons(5_000, 0) })).toMatchObject({ state: 'held', because: expect.stringContaining('no evidence') });
  });
});

describe('while the load balancer sends to the candidate directly, requests are compared', () => {
  test('and the verdict says so', () => {
    const verdict = ask({ legacy: served(900, 0), candidate: served(10, 0), direct: { requests: 9_000, errors: 0 } });
    expect(verdict).toMatchObject({ state: 'open', evidence: { unit: 'requests', candidate: 9_100, legacy: 9_000 } });
    expect(verdict.because).toContain('counted by request: the load balancer knows no sessions');
  });

  test('the proxies’ sessions alone open nothing before the load balancer has published what it sends directly', () => {
    const sessions = { legacy: served(3_600, 0), candidate: served(400, 0) };
    expect(ask(sessions).state).toBe('open');
    expect(ask({ ...sessions, directShare: 10 })).toMatchObject({ state: 'held', because: expect.stringContaining('nothing yet about the 10 %') });
    expect(ask({ legacy: served(3_600, 0), candidate: served(400, 40), directShare: 10 }).state).toBe('failed');
  });

  test('errors of the direct path fail the gate', () => {
    expect(ask({ legacy: served(900, 0), candidate: served(10, 0), direct: { requests: 9_000, errors: 300 } }).state).toBe('failed');
  });

  test('so do those that the proxies saw', () => {
    expect(ask({ legacy: served(900, 0), candidate: served(100, 30), direct: { requests: 9_000, errors: 0 } }).state).toBe('failed');
  });
});

describe('when legacy answers next to nothing any more, the margin alone is the bound', () => {
  test.each([
    ['too few requests', { requests: 250, errors: 0 }, served(0, 0), 'held'],
    ['without an error', { requests: 5_000, errors: 0 }, served(0, 0), 'open'],
    ['more errors than the margin', { requests: 5_000, errors: 100 }, served(0, 0), 'failed'],
    ['a last request trickles in', { requests: 50_000, errors: 1_000 }, { ...served(0, 0), requests: 2 }, 'failed'],
  ])('%s', (_, direct, legacy, state) => {
    const verdict = ask({ direct, legacy });
    expect(verdict.state).toBe(state);
    expect(verdict.because).toContain('legacy answers next to nothing any more');
  });
});

describe('a proxy that does not answer', () => {
  const proxies = { answered: 1, expected: 2 };

  test('holds a gate that would open', () => {
    expect(ask({ legacy: served(3_600, 0), candidate: served(400, 0), proxies })).toMatchObject({ state: 'held', because: expect.stringContaining('only 1 of 2 proxies answered') });
  });

  test('does not save a candidate that is bad by the others', () => {
    expect(ask({ legacy: served(3_600, 0), candidate: served(400, 40), proxies }).state).toBe('failed');
  });
});
