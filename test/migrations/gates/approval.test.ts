import { expect, test } from '@jest/globals';
import { askApproval } from '../../../migrations/gates/approval.ts';
import { reading } from './reading.ts';

test('nobody said anything: held', () => {
  expect(askApproval(reading())).toMatchObject({ state: 'held', because: 'nobody has approved this stop yet; `banyan approve` does' });
});

test('somebody did: open, with who, when and why', () => {
  const approval = { at: '2026-01-01T00:05:00.000Z', who: 'ada', why: 'read all differences' };
  expect(askApproval(reading({ approval }))).toEqual({ state: 'open', because: 'approved by ada, 2026-01-01T00:05:00.000Z: read all differences', evidence: approval });
});
