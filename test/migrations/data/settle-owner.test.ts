import { describe, expect, test } from '@jest/globals';
import type { DesiredData } from '../../../domain/data-movement.ts';
import { settledView } from '../../../migrations/data/settle-owner.ts';
import type { Ownership, Side } from '../../../migrations/data/store.ts';
import { flowOf } from '../../../migrations/data/tell.ts';

const told = (flow: DesiredData['flow']): DesiredData => ({ flow, backfill: false, verify: false });

function row(side: Side, owner: Side, epoch: number, flow: DesiredData['flow'] | null): Ownership {
  return { side, owner, epoch, noted: { told: flow && told(flow), pause: null, ended: null, shape: null } };
}

describe('of two stores that disagree about the owner, the greater epoch is right', () => {
  test.each([
    ['killed when legacy had let go and the candidate had not taken over', row('legacy', 'candidate', 1, 'reverse'), row('candidate', 'legacy', 0, null), 'candidate', 'reverse'],
    ['killed when the candidate had let go and legacy had not taken over', row('legacy', 'candidate', 1, 'reverse'), row('candidate', 'legacy', 2, 'forward'), 'legacy', 'forward'],
    ['nobody was killed', row('legacy', 'candidate', 3, 'reverse'), row('candidate', 'candidate', 3, 'reverse'), 'candidate', 'reverse'],
    ['never changed', row('legacy', 'legacy', 0, 'forward'), row('candidate', 'legacy', 0, null), 'legacy', 'forward'],
  ] as const)('%s', (_when, legacy, candidate, owner, flow) => {
    const holds = settledView(legacy, candidate);
    expect(holds).toMatchObject({ owner, epoch: Math.max(legacy.epoch, candidate.epoch) });
    expect(holds && flowOf(holds)).toBe(flow);
  });
});

test('without a row in legacy’s store nothing of the movement is there', () => {
  expect(settledView(undefined, row('candidate', 'legacy', 0, null))).toBeUndefined();
});

test('stores that have been exchanged, or are one, are no part of a movement', () => {
  expect(() => settledView(row('candidate', 'legacy', 0, null), row('legacy', 'legacy', 0, null))).toThrow('exchanged');
  expect(() => settledView(row('legacy', 'legacy', 0, null), row('legacy', 'legacy', 0, null))).toThrow('one database');
});
