import { describe, expect, test } from '@jest/globals';
import type { DecisionReason } from '../../../domain/decision.ts';
import { parsePattern } from '../../../domain/route-group.ts';
import { decideRoute, type FlagsView, type RoutedGroup, type RouteFacts } from '../../../proxy/deciding/decide-route.ts';

const group: RoutedGroup = { name: 'catalog', patterns: ['GET /api/products', '/orders/*'].map(parsePattern), overridden: false, retired: false, resting: false, candidateKnown: true, writesOwner: null, cohort: { whenFlagsAreStale: 'legacy' } };
const flags: FlagsView = { freshness: 'fresh', state: () => 'on', admits: () => true };
const facts: RouteFacts = { method: 'GET', path: '/api/products', caller: 'ada', wishes: null };

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

describe('what changes something in a group whose data moves', () => {
  const write = { method: 'POST', path: '/orders/7' };

  test.each<[DecisionReason, 'candidate' | 'legacy', string, Case]>([
    ['write-owner', 'legacy', 'goes to legacy while legacy owns the writes, though the candidate answers the caller', { facts: write, group: { writesOwner: 'legacy' } }],
    ['write-owner', 'candidate', 'goes to the candidate once that owns them, though legacy answers the caller', { facts: write, group: { writesOwner: 'candidate' }, flags: { admits: () => false } }],
    ['write-owner', 'candidate', 'goes there for callers nobody can name', { facts: { ...write, caller: null }, group: { writesOwner: 'candidate' } }],
    ['write-owner', 'candidate', 'goes there though an operator has taken the reads back: the stores have not followed yet', { facts: write, group: { writesOwner: 'candidate', overridden: true } }],
    ['write-owner', 'candidate', 'goes there though the flag is off', { facts: write, group: { writesOwner: 'candidate' }, flags: { state: () => 'off' } }],
    ['write-owner', 'legacy', 'goes to legacy though a pass asks for the candidate', { facts: { ...write, wishes: new Map([['catalog', 'candidate']]) }, group: { writesOwner: 'legacy' } }],
    ['in-cohort', 'candidate', 'needs no other reason where the caller’s side owns the writes', { facts: write, group: { writesOwner: 'candidate' } }],
    ['not-in-cohort', 'legacy', 'nor there, so that it is copied as ever', { facts: write, group: { writesOwner: 'legacy' }, flags: { admits: () => false } }],
    ['in-cohort', 'candidate', '(a read does not: it is the caller’s side’s)', { group: { writesOwner: 'legacy' } }],
  ])('%s, %s: it %s', (reason, upstream, _why, given) => {
    expect(decide(given)).toEqual({ group: 'catalog', upstream, reason });
  });
});

describe('a tester’s pass', () => {
  const wishes = (side: 'candidate' | 'legacy', name = 'catalog') => ({ wishes: new Map([[name, side]]) });
  const out = { admits: () => false };

  test.each<[DecisionReason, 'candidate' | 'legacy', string, Case]>([
    ['tester', 'candidate', 'leads to the candidate whom the flag leaves out', { facts: wishes('candidate'), flags: out }],
    ['tester', 'candidate', 'and who has no name', { facts: { ...wishes('candidate'), caller: null }, flags: out }],
    ['tester', 'legacy', 'leads whom the flag lets in to legacy', { facts: wishes('legacy') }],
    ['tester', 'legacy', 'leads to legacy whatever the flags are', { facts: wishes('legacy'), flags: { freshness: 'unknown' } }],
    ['not-in-cohort', 'legacy', 'for another group says nothing of this one', { facts: wishes('candidate', 'orders'), flags: out }],
    ['flag-off', 'legacy', 'does not lead past a flag that was switched off: rolling back wins', { facts: wishes('candidate'), flags: { state: () => 'off' } }],
    ['override', 'legacy', 'does not lead past an operator', { facts: wishes('candidate'), group: { overridden: true } }],
    ['flags-unknown', 'legacy', 'does not lead past flags nobody knows', { facts: wishes('candidate'), flags: { freshness: 'unknown' } }],
    ['flags-unknown', 'legacy', 'does not lead past a flag that is not there', { facts: wishes('candidate'), flags: { state: () => 'missing' } }],
    ['flags-stale', 'legacy', 'does not lead past stale flags', { facts: wishes('candidate'), flags: { freshness: 'stale' } }],
    ['flags-stale', 'legacy', 'nor where the group stays', { facts: wishes('candidate'), group: { cohort: { whenFlagsAreStale: 'stay' } }, flags: { freshness: 'stale', ...out } }],
    ['breaker-open', 'legacy', 'does not wake a candidate that rests', { facts: wishes('candidate'), group: { resting: true } }],
    ['candidate-unknown', 'legacy', 'does not find a candidate that nobody finds', { facts: wishes('candidate'), group: { candidateKnown: false } }],
  ])('%s, %s: it %s', (reason, upstream, _why, given) => {
    expect(decide(given)).toEqual({ group: 'catalog', upstream, reason });
  });
});

describe('a group that stays while the flags are stale', () => {
  const stale = (given: Case): Case => ({ ...given, group: { cohort: { whenFlagsAreStale: 'stay' }, ...given.group }, flags: { freshness: 'stale', ...given.flags } });

  test.each<[DecisionReason, 'candidate' | 'legacy', string, Case]>([
    ['flags-stale-stayed', 'candidate', 'goes on for whom the last flags let in', {}],
    ['flags-stale', 'legacy', 'takes in nobody else', { flags: { admits: () => false } }],
    ['flags-stale', 'legacy', 'takes in nobody without a name', { facts: { caller: null } }],
    ['flag-off', 'legacy', 'stays off where it was off', { flags: { state: () => 'off' } }],
    ['flags-unknown', 'legacy', 'stays with legacy where the flag was never there', { flags: { state: () => 'missing' } }],
    ['flags-unknown', 'legacy', 'stays with legacy before the first fetch', { flags: { freshness: 'unknown' } }],
    ['override', 'legacy', 'obeys an operator', { group: { overridden: true } }],
    ['breaker-open', 'legacy', 'lets a failing candidate rest', { group: { resting: true } }],
  ])('%s, %s: %s', (reason, upstream, _why, given) => {
    expect(decide(stale(given))).toEqual({ group: 'catalog', upstream, reason });
  });
});

test.each(['/orders-archive', '/ordersx', '/Orders/1', '//orders/1', '/%6frders/1', '/orders'])('%s is not /orders/*', (path) => {
  expect(decide({ facts: { path } }).reason).toBe('no-group');
});
