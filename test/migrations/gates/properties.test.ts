import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { NO_CALLERS, NOTHING_COUNTED, sumGroupCounters, type GroupCounters } from '../../../domain/counters.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import type { Gate, Verdict } from '../../../domain/gate.ts';
import { askGates } from '../../../migrations/gates/ask-gates.ts';
import { comparisons, reading, served } from './reading.ts';

/** A gate that counts, at a stop where it has something to count, and what it counts of one proxy: so many good outcomes, so many bad ones. */
interface Counting {
  readonly gate: Gate;
  readonly at: Partial<Evidence>;
  readonly counted: (good: number, bad: number) => GroupCounters;
  /** Where more of a good thing is too much. */
  readonly grows?: false;
}

const SURE = { confidence: 0.95, atLeastMs: 0 } as const;
const compared = (good: number, given: Parameters<typeof comparisons>[2], bad: number): GroupCounters => ({ ...NOTHING_COUNTED, comparisons: comparisons(good + bad, 0, given) });
const failing = (bad: number) => ({ sessionFailures: { legacyOnly: 0, candidateOnly: bad, both: 0 } });
const block = (sessions: number, given: { differing?: number; candidateOnly?: number }) => ({ recent: { 981_792: { sessions, differing: 0, legacyOnly: 0, candidateOnly: 0, ...given } } });

const COUNTING: Readonly<Record<string, Counting>> = {
  parity: { gate: { kind: 'parity', mismatchBelow: 0.01, ...SURE }, at: {}, counted: (good, bad) => compared(good, { sessionDiffering: bad }, bad) },
  'errors of copies': { gate: { kind: 'error-rate', margin: 0.01, ...SURE }, at: { cohortShare: 0 }, counted: (good, bad) => compared(good, failing(bad), bad) },
  'errors of callers': {
    gate: { kind: 'error-rate', margin: 0.01, ...SURE },
    at: { cohortShare: 10, usual: served(10_000, 50) },
    counted: (good, bad) => ({ ...NOTHING_COUNTED, legacy: served(9_000, 45), candidate: served(good + bad, bad) }),
  },
  latency: {
    gate: { kind: 'latency', margin: 0.01, ...SURE },
    at: { slowAboveMs: 50 },
    counted: (good, bad) => ({ ...NOTHING_COUNTED, legacy: { ...served(0, 0), latency: { 60: 9_900, 120: 100 } }, candidate: { ...served(0, 0), latency: { 60: good, 120: bad } } }),
  },
  split: { gate: { kind: 'sample-ratio', within: 0.25, ...SURE }, at: { cohortShare: 10 }, counted: (good, bad) => ({ ...NOTHING_COUNTED, callers: { ...NO_CALLERS, letIn: bad, leftOut: good } }), grows: false },
  'watch on parity': { gate: { kind: 'parity-watch', mismatchBelow: 0.01 }, at: {}, counted: (good, bad) => compared(0, block(good + bad, { differing: bad }), 0) },
  'watch on errors': { gate: { kind: 'error-watch', margin: 0.01 }, at: {}, counted: (good, bad) => compared(0, block(good + bad, { candidateOnly: bad }), 0) },
};

const good = fc.nat({ max: 4_000 });
const bad = fc.nat({ max: 40 });
const proxies = fc.array(fc.tuple(good, bad), { minLength: 1, maxLength: 5 });
const RANK = { failed: 0, held: 1, open: 2 };

async function ask({ gate, at }: Counting, { legacy, candidate, comparisons: found, callers }: GroupCounters): Promise<Verdict> {
  const [verdict] = await askGates([gate], reading({ ...at, legacy, candidate, comparisons: found, callers }));
  if (!verdict) throw new Error('a gate gave no verdict');
  return verdict;
}

describe.each(Object.keys(COUNTING))('%s', (name) => {
  const counting = COUNTING[name] as Counting;
  const { counted } = counting;

  test('opens on nothing counted never', async () => {
    expect((await ask(counting, NOTHING_COUNTED)).state).toBe('held');
  });

  test('says the same however the proxies are added up', async () => {
    await fc.assert(
      fc.asyncProperty(proxies, fc.nat({ max: 4 }), async (parts, cut) => {
        const each = parts.map(([fine, wrong]) => counted(fine, wrong));
        const inTwo = sumGroupCounters([sumGroupCounters(each.slice(0, cut)), sumGroupCounters(each.slice(cut))]);
        const whole = await ask(counting, sumGroupCounters(each));
        expect(await ask(counting, inTwo)).toEqual(whole);
        expect(await ask(counting, sumGroupCounters(each.toReversed()))).toEqual(whole);
      }),
      { numRuns: 15 },
    );
  });

  test('says the same at a look whether or not it was looked at before', async () => {
    await fc.assert(
      fc.asyncProperty(proxies, async (looks) => {
        const all = looks.map((_, i) => sumGroupCounters(looks.slice(0, i + 1).map(([fine, wrong]) => counted(fine, wrong))));
        const last = all.at(-1) ?? NOTHING_COUNTED;
        const once = await ask(counting, structuredClone(last));
        for (const look of all.slice(0, -1)) await ask(counting, look);
        expect(await ask(counting, last)).toEqual(once);
      }),
      { numRuns: 8 },
    );
  });

  if (counting.grows !== false) {
    test('is never closed by more good outcomes, nor opened by more bad ones', async () => {
      await fc.assert(
        fc.asyncProperty(good, bad, fc.nat({ max: 500 }), async (fine, wrong, more) => {
          const rank = async (a: number, b: number): Promise<number> => RANK[(await ask(counting, counted(a, b))).state];
          const before = fine + wrong === 0 ? RANK.held : await rank(fine, wrong);
          expect(await rank(fine + more, wrong)).toBeGreaterThanOrEqual(before);
          if (fine + wrong > 0) expect(await rank(fine, wrong + more)).toBeLessThanOrEqual(before);
        }),
        { numRuns: 25 },
      );
    });
  }
});
