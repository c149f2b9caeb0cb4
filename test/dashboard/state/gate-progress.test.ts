import { expect, test } from '@jest/globals';
import { gateProgress } from '../../../dashboard/state/gate-progress.ts';
import type { GateVerdict } from '../../../domain/gate.ts';

const verdict = (evidence: GateVerdict['evidence'], rest: Partial<Pick<GateVerdict, 'gate' | 'state'>> = {}): GateVerdict => ({ gate: 'soak', state: 'held', because: '', evidence, ...rest });

test.each([
  ['time', { passedMs: 2_600, neededMs: 4_000 }, 0.65, '2.6 s of 4 s'],
  ['more time than was asked', { passedMs: 9_000, neededMs: 4_000 }, 1, '9 s of 4 s'],
  ['no time', { passedMs: 0, neededMs: 0 }, 1, '0 ms of 0 ms'],
  ['odds, as many like observations as it takes', { odds: Math.sqrt(20), oddsAsked: 20 }, 0.5, 'odds of 4.5:1, 20:1 asked'],
  ['odds that speak against it', { odds: 0.2, oddsAsked: 20 }, 0, 'odds of 0.2:1, 20:1 asked'],
  ['rows', { copied: 128_000, total: 412_000, perSecond: 5_200 }, 128 / 412, '128,000 of 412,000 rows'],
  ['targets', { healthy: 1, total: 3, atLeast: 2 }, 0.5, '1 of 2 targets'],
] as const)('a gate tells how far it has come: %s', (_, evidence, share, words) => {
  expect(gateProgress(verdict(evidence))).toEqual({ share: expect.closeTo(share), words });
});

test.each([
  ['numbers that tell no way to go', verdict({ sessions: 12 })],
  ['a gate that has failed', verdict({ odds: 3, oddsAsked: 20 }, { gate: 'parity', state: 'failed' })],
  ['a check, whose numbers are its own', verdict({ odds: 3, oddsAsked: 20 }, { gate: 'check:queue' })],
  ['numbers that make no sense', verdict({ passedMs: Number.NaN, neededMs: 4_000 })],
])('and tells nothing of it for %s', (_, told) => {
  expect(gateProgress(told)).toBeNull();
});
