import { expect, test } from '@jest/globals';
import type { Check, CheckAnswer } from '../../../domain/gate.ts';
import { askCheck } from '../../../migrations/gates/check.ts';
import { reading } from './reading.ts';

const ask = (check: (...given: Parameters<Check>) => unknown, timeoutMs = 5_000) => askCheck({ kind: 'check', name: 'stock', timeoutMs, ask: check as Check }, reading());

test.each(['open', 'held', 'failed'] as const)('what it answers is the verdict: %s', async (state) => {
  expect(await ask(async () => ({ state, because: '3 of 9', evidence: { found: 3 } }))).toEqual({ state, because: '3 of 9', evidence: { found: 3 } });
});

test('it need not be asynchronous, nor give numbers', async () => {
  expect(await ask(() => ({ state: 'open', because: 'yes' }))).toEqual({ state: 'open', because: 'yes', evidence: {} });
});

test.each([
  ['throws', () => { throw new Error('no database'); }, 'the check failed: no database'],
  ['rejects', () => Promise.reject(new Error('no database')), 'the check failed: no database'],
  ['throws something odd', () => { throw undefined; }, 'the check failed: undefined'],
  ['answers nothing', () => undefined, 'answered no object'],
  ['answers true', () => true, 'answered no object'],
  ['answers another state', () => ({ state: 'opened', because: 'x' }), 'a state that is not'],
  ['gives no reason', () => ({ state: 'open', because: ' ' }), 'without saying why'],
  ['gives evidence that is none', () => ({ state: 'open', because: 'x', evidence: { at: new Date() } }), 'evidence must be'],
  ['gives numbers that are none', () => ({ state: 'open', because: 'x', evidence: { share: Number.NaN } }), 'evidence must be'],
  ['gives a list', () => ({ state: 'open', because: 'x', evidence: [1] }), 'evidence must be'],
  ['gives too much', () => ({ state: 'open', because: 'x', evidence: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`n${i}`, i])) }), 'evidence must be'],
  ['has an answer that throws when it is read', () => ({ get state(): never { throw new Error('trap'); } }), 'the check failed: trap'],
])('a check that %s holds the gate', async (_, check, why) => {
  expect(await ask(check)).toMatchObject({ state: 'held', because: expect.stringContaining(why) });
});

test('one that never answers holds it, and is told that its time is over', async () => {
  let signal: AbortSignal | undefined;
  const verdict = await ask((_, given) => {
    signal = given;
    return new Promise<CheckAnswer>(() => {});
  }, 10);
  expect(verdict).toMatchObject({ state: 'held', because: 'the check gave no answer within 10 ms' });
  expect(signal?.aborted).toBe(true);
});

test('one that fails after its time has no way left to do harm', async () => {
  const verdict = await ask((_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('late')))), 10);
  expect(verdict.because).toContain('no answer within');
});

test('it cannot change what the other gates are asked about', async () => {
  const evidence = reading();
  await askCheck({ kind: 'check', name: 'stock', timeoutMs: 5_000, ask: (given) => {
    Object.assign(given.candidate, { errors: 7 });
    return { state: 'open', because: 'tampered' };
  } }, evidence);
  expect(evidence.candidate.errors).toBe(0);
});

test('what it says is cut to a length that a journal can bear', async () => {
  expect((await ask(() => ({ state: 'held', because: 'x'.repeat(5_000) }))).because).toHaveLength(1_000);
});
