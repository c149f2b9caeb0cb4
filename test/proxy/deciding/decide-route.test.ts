import { describe, expect, test } from '@jest/globals';
import type { DecisionReason } from '../../../domain/decision.ts';
import { parsePattern } from '../../../domain/route-group.ts';
import { decideRoute, type FlagsView, type RoutedGroup, type RouteFacts } from '../../../proxy/deciding/decide-route.ts';

const group: RoutedGroup = { name: 'catalog', patterns: ['GET /api/products', '/orders/*'].map(parsePattern), overridden: false, resting: false, candidateKnown: true };
const flags: FlagsView = { freshness: 'fresh', state: () => 'on', admits: () => true };
const facts: RouteFacts = { method: 'GET', path: '/api/products', caller: 'ada' };

interface Case {
  readonly facts?: Partial<RouteFacts>;
  readonly group?: Partial<RoutedGroup>;
  readonly flags?: Partial<FlagsView>;
}

function decide(given: Case) {
  return decideRoute({ ...facts, ...given.facts }, [{ ...group, ...given.group }], { ...flags, ...given.flags });
}

describe('every doubt goes to legacy', () => {
  test.each<[DecisionReason, string, Case]>([
    ['no-group', 'no pattern matches', { facts: { path: '/cart' } }],
    ['no-group', 'the method is not the pattern’s', { facts: { method: 'POST' } }],
    ['override', 'an operator has taken the group back', { group: { overridden: true } }],
    ['flags-unknown', 'the flags were never fetched', { flags: { freshness: 'unknown' } }],
    ['flags-stale', 'the flags were fetched too long ago', { flags: { freshness: 'stale' } }],
    ['flags-unknown', 'the flag server does not know the flag', { flags: { state: () => 'missing' } }],
    ['flag-off', 'the flag is off', { flags: { state: () => 'off' } }],
    ['anonymous', 'nobody says who calls', { facts: { caller: null } }],
    ['not-in-cohort', 'the strategies leave the caller out', { flags: { admits: () => false } }],
    ['breaker-open', 'the candidate rests', { group: { resting: true } }],
    ['candidate-unknown', 'the candidate has no address', { group: { candidateKnown: false } }],
  ])('%s: %s', (reason, _why, given) => {
    expect(decide(given)).toEqual({ group: reason === 'no-group' ? null : 'catalog', upstream: 'legacy', reason });
  });

  test('only a caller whom known, fresh flags let in goes to a candidate that is there', () => {
    expect(decide({})).toEqual({ group: 'catalog', upstream: 'candidate', reason: 'in-cohort' });
  });

  test('the flag’s strategies are asked about this very caller', () => {
    const admits = (name: string, caller: string) => name === 'catalog' && caller === 'ada';
    expect(decide({ flags: { admits } }).upstream).toBe('candidate');
    expect(decide({ flags: { admits }, facts: { caller: 'bob' } }).reason).toBe('not-in-cohort');
  });
});

test.each(['/orders-archive', '/ordersx', '/Orders/1', '//orders/1', '/%6frders/1', '/orders'])('%s is not /orders/*', (path) => {
  expect(decide({ facts: { path } }).reason).toBe('no-group');
});
