import { afterEach, describe, expect, test } from '@jest/globals';
import type { Comparison } from '../../shadow/comparison.ts';
import { NO_RULES } from '../../shadow/comparison.ts';
import { createComparer, type Comparer, type ComparerOptions } from '../../shadow/comparer.ts';
import { until } from '../support/until.ts';
import { answer, exchange, json } from './answers.ts';

const FAULTY = new URL('./fixtures/faulty-worker.ts', import.meta.url);
const open: Comparer<string>[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((comparer) => comparer.close()));
});

/** A comparer, and what came of each exchange by its name. */
function start(options: Partial<ComparerOptions<string>> = {}) {
  const results = new Map<string, Comparison>();
  const comparer = createComparer<string>({ runKey: new Uint8Array(32).fill(1), onResult: (comparison, name) => results.set(name, comparison), ...options });
  open.push(comparer);
  return { comparer, results, result: (name: string) => until(() => results.get(name)) };
}

test('compares in its thread and tells what it was for', async () => {
  const { comparer, result } = start();
  expect(comparer.compare(exchange(json('{"a":1,"b":2}'), json('{"b":2,"a":1}')), NO_RULES, 'equal')).toBe(true);
  expect(comparer.compare(exchange(json('{"a":1}'), json('{"a":2}')), NO_RULES, 'differing')).toBe(true);
  expect(comparer.compare(exchange(json('{"a":1}'), json('{"a":2}')), { masks: { '$.a': 'integer' }, unordered: [] }, 'masked')).toBe(true);
  expect(comparer.compare(exchange(json('{"a":1}'), { failed: 'timeout' }), NO_RULES, 'failed')).toBe(true);
  expect(await result('equal')).toMatchObject({ equal: true, route: 'GET /api/products/:id', request: 'GET /api/products/17', legacyStatus: 200, candidateStatus: 200 });
  expect(await result('differing')).toMatchObject({ equal: false, differences: [{ path: '$.a', kind: 'value', legacy: '1', candidate: '2' }] });
  expect(await result('masked')).toMatchObject({ equal: true });
  expect(await result('failed')).toMatchObject({ equal: false, candidateStatus: null });
});

test('two equal answers of legacy’s tell of noise too', async () => {
  const { comparer, result } = start();
  comparer.compare(exchange(json('1'), json('1'), { purpose: 'probe' }), NO_RULES, 'probe');
  expect(await result('probe')).toMatchObject({ equal: true, noise: { kind: 'probe', legacyDiffers: [] } });
});

test('takes the memory of large bodies over, and copies small ones that share theirs', async () => {
  const { comparer, result } = start();
  const large = new Uint8Array(100_000).fill(0x61);
  const shared = new Uint8Array(100_000).fill(0x61);
  const slab = Buffer.from(shared.buffer, 0, 10);
  comparer.compare(exchange(answer(large), answer(slab)), NO_RULES, 'both');
  comparer.compare(exchange(answer(shared), answer(shared, ['X: 1'])), NO_RULES, 'one memory');
  expect(await result('both')).toMatchObject({ equal: false });
  expect(await result('one memory')).toMatchObject({ differences: [{ path: 'header.x' }] });
  expect(large.byteLength).toBe(0);
});

test('refuses what its budget has no room for, and takes it when there is room again', async () => {
  const { comparer, results } = start({ maxQueuedBytes: 50_000 });
  const offer = (name: string) => comparer.compare(exchange(answer(Buffer.alloc(10_000)), answer(Buffer.alloc(10_001))), NO_RULES, name);
  expect(['1', '2', '3', '4'].map(offer)).toEqual([true, true, false, false]);
  // What is dropped must not depend on what would have come of it.
  expect(comparer.compare(exchange(answer(Buffer.alloc(10_000)), answer(Buffer.alloc(10_000))), NO_RULES, 'equal')).toBe(false);
  await until(() => results.size === 2 || undefined);
  expect(offer('5')).toBe(true);
});

describe('a thread that is lost', () => {
  test.each(['/throw', '/exit'])('%s: the exchange it was at is a result, and the next ones are compared', async (target) => {
    const { comparer, result } = start({ thread: FAULTY });
    comparer.compare(exchange(json('{"a":1}'), json('{"a": 1}'), { target }), NO_RULES, 'culprit');
    comparer.compare(exchange(json('{"a":1}'), json('{"a":2}')), NO_RULES, 'next');
    expect(await result('culprit')).toMatchObject({ equal: false, candidateStatus: 200, differences: [{ path: 'body', kind: 'failed', candidate: 'comparison crashed' }] });
    expect(await result('next')).toMatchObject({ differences: [{ path: '$.a' }] });
  });

  test('because it hangs: the deadline ends it, and another takes its place', async () => {
    const { comparer, results, result } = start({ thread: FAULTY, deadlineMs: 1_000 });
    comparer.compare(exchange(json('{}'), json('{ }'), { target: '/hang' }), NO_RULES, 'culprit');
    expect(await result('culprit')).toMatchObject({ equal: false, request: 'GET /hang', differences: [{ candidate: 'comparison took longer than 1000 ms' }] });
    // On a busy machine the start of a thread alone may take longer than this deadline.
    await until(() => comparer.compare(exchange(json('{}'), json('{ }')), NO_RULES, 'next') && (results.get('next')?.equal || undefined), 20_000);
  });

  test('because its memory is full: the main thread does not notice', async () => {
    const { comparer, result } = start({ memoryMiB: 16 });
    comparer.compare(exchange(json(`[${'[1],'.repeat(240_000)}1]`), json('[1]')), NO_RULES, 'culprit');
    expect(await result('culprit')).toMatchObject({ differences: [{ path: 'body', kind: 'failed', candidate: 'comparison crashed' }] });
    comparer.compare(exchange(json('1'), json('1.0')), NO_RULES, 'next');
    expect(await result('next')).toMatchObject({ equal: true });
  });

  test('because it cannot start: every exchange is a result, and what is equal at a glance needs no thread', async () => {
    const { comparer, result } = start({ thread: new URL('./fixtures/not-there.ts', import.meta.url) });
    for (const name of ['1', '2']) comparer.compare(exchange(json('1'), json(' 1')), NO_RULES, name);
    expect(await result('2')).toMatchObject({ equal: false });
    comparer.compare(exchange(json('1'), json('1')), NO_RULES, 'equal at a glance');
    expect(await result('equal at a glance')).toMatchObject({ equal: true, route: 'GET /api/products/:id', request: 'GET /api/products/17', legacyStatus: 200, candidateStatus: 200 });
  });
});

test('bytes that the caller has already given away are a result, not an error', async () => {
  const { comparer, result } = start();
  const body = new Uint8Array(100_000);
  structuredClone(body, { transfer: [body.buffer] });
  comparer.compare(exchange(answer(body), answer('1')), NO_RULES, 'gone');
  expect(await result('gone')).toMatchObject({ equal: false, differences: [{ kind: 'failed' }] });
});

test('closed, it takes nothing and tells nothing', async () => {
  const { comparer, results } = start();
  comparer.compare(exchange(json('1'), json(' 1')), NO_RULES, 'waiting');
  await comparer.close();
  expect(comparer.compare(exchange(json('1'), json('1')), NO_RULES, 'late')).toBe(false);
  expect(results.size).toBe(0);
});
