import { expect, test } from '@jest/globals';
import { askGates } from '../../../migrations/gates/ask-gates.ts';
import { askWithSuspects } from '../../../migrations/restraints/suspect-errors.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import { reading, served } from '../gates/reading.ts';

const gate = { kind: 'error-rate', margin: 0.01, confidence: 0.95, atLeastMs: 0 } as const;
const ask = async (change: Partial<Evidence>) => (await askWithSuspects(askGates, [gate], reading({ cohortShare: 0, ...change })))[0]!;
const good = { legacy: served(500, 0), direct: { requests: 5_000, errors: 0 }, directShare: 50 };

test('a gate opens over errors of the load balancer’s own only where it would if all of them were the candidate’s', async () => {
  expect((await ask(good)).state).toBe('open');
  expect((await ask({ ...good, balancerErrors: 3 })).state).toBe('open');
  const held = await ask({ ...good, balancerErrors: 400 });
  expect(held).toMatchObject({ state: 'held', because: expect.stringContaining('the load balancer itself failed 400 requests'), evidence: { balancerErrors: 400 } });
});

test('they never make a gate fail, and are nothing where the load balancer sends the candidate nothing', async () => {
  expect((await ask({ ...good, balancerErrors: 5_000 })).state).toBe('held');
  expect((await ask({ ...good, balancerErrors: 5_000, directShare: 0, cohortShare: 50, direct: { requests: 0, errors: 0 } })).because).not.toContain('load balancer itself');
});

test('what is surely the candidate’s makes it fail as ever', async () => {
  expect((await ask({ ...good, direct: { requests: 5_000, errors: 900 }, balancerErrors: 7 })).state).toBe('failed');
});
