import { describe, expect, test } from '@jest/globals';
import { decide, type Decision, type PolicySignal, type Situation } from '../../../sandbox/autoscaling/decide.ts';

const MINUTE = 60_000;
const NOW = 100 * MINUTE;
const BASE: Situation = { now: NOW, capacity: 4, minimum: 1, maximum: 10, isDeploying: false, inSuspended: false, outSuspended: false, lastOut: undefined, lastIn: undefined, policies: [] };

/** Target tracking of 50, with cooldowns of five minutes. */
const tracking = (reading: { kind: 'out' | 'in'; value: number } | { kind: 'steady' }, more: Partial<Extract<PolicySignal, { kind: 'tracking' }>> = {}): PolicySignal => ({
  kind: 'tracking',
  policy: 'cpu',
  alarm: 'a',
  reading,
  target: 50,
  scalesIn: true,
  outCooldown: 5 * MINUTE,
  inCooldown: 5 * MINUTE,
  ...more,
});
const out = (value: number, more = {}) => tracking({ kind: 'out', value }, more);
const inward = (value: number, more = {}) => tracking({ kind: 'in', value }, more);
const steady = tracking({ kind: 'steady' });
const step = (change: number): PolicySignal => ({ kind: 'step', policy: 'step', alarm: 's', adjust: (capacity) => capacity + change, cooldown: 5 * MINUTE });

const words = (decision: Decision): string => (decision.kind === 'scale' ? `to ${decision.to} by ${decision.policy}` : decision.kind === 'nothing' ? 'nothing' : decision.reason);

describe('Application Auto Scaling', () => {
  test.each<[string, Partial<Situation>, string]>([
    ['does nothing where no policy asks for it', { policies: [steady] }, 'nothing'],
    ['scales out in proportion, rounded up', { policies: [out(80)] }, 'to 7 by cpu'],
    ['scales out by one where the target is barely missed', { policies: [out(50.1)] }, 'to 5 by cpu'],
    ['reckons whole numbers whole', { capacity: 3, policies: [out(70, { target: 35 })] }, 'to 6 by cpu'],
    ['scales out to the maximum at most', { policies: [out(1_000)] }, 'to 10 by cpu'],
    ['says that it is at the maximum', { capacity: 10, policies: [out(80)] }, 'AlreadyAtMaxCapacity'],
    ['says so above the maximum too', { capacity: 12, policies: [out(80)] }, 'AlreadyAtMaxCapacity'],
    ['scales out from nothing', { capacity: 0, minimum: 0, policies: [out(80)] }, 'to 1 by cpu'],
    ['scales out while a deployment is under way', { isDeploying: true, policies: [out(80)] }, 'to 7 by cpu'],
    ['does not scale out while that is suspended', { outSuspended: true, policies: [out(80)] }, 'nothing'],
    ['takes the largest of several policies', { policies: [out(60), out(90, { policy: 'requests' })] }, 'to 8 by requests'],
    ['scales out though another policy would scale in', { policies: [inward(10), out(80, { policy: 'requests' })] }, 'to 7 by requests'],

    ['counts what was just added as part of what is wanted', { capacity: 7, lastOut: { at: NOW - MINUTE, from: 4 }, policies: [out(80)] }, 'nothing'],
    ['adds more while the cooldown lasts where much more is wanted', { capacity: 7, lastOut: { at: NOW - MINUTE, from: 4 }, policies: [out(100)] }, 'to 8 by cpu'],
    ['counts anew after the cooldown', { capacity: 7, lastOut: { at: NOW - 5 * MINUTE, from: 4 }, policies: [out(80)] }, 'to 10 by cpu'],
    ['scales out while the cooldown of a scaling in lasts', { lastIn: { at: NOW - 1, from: 5 }, policies: [out(80)] }, 'to 7 by cpu'],

    ['scales in to what holds the target', { policies: [inward(20)] }, 'to 2 by cpu'],
    ['does not scale in where that would miss the target', { capacity: 2, policies: [inward(44)] }, 'AlreadyAtDesiredCapacity'],
    ['scales in to the minimum at least', { minimum: 3, policies: [inward(0)] }, 'to 3 by cpu'],
    ['says that it is at the minimum', { capacity: 1, policies: [inward(0)] }, 'AlreadyAtMinCapacity'],
    ['does not scale in during a deployment', { isDeploying: true, policies: [inward(20)] }, 'nothing'],
    ['does not scale in while that is suspended', { inSuspended: true, policies: [inward(20)] }, 'nothing'],
    ['does not scale in again while the cooldown lasts', { lastIn: { at: NOW - 5 * MINUTE + 1, from: 5 }, policies: [inward(20)] }, 'nothing'],
    ['scales in again after it', { lastIn: { at: NOW - 5 * MINUTE, from: 5 }, policies: [inward(20)] }, 'to 2 by cpu'],
    ['scales in only when every policy is ready for it', { policies: [inward(20), steady] }, 'nothing'],
    ['scales in to the largest that policies ask for', { policies: [inward(20), inward(35, { policy: 'requests' })] }, 'to 3 by requests'],
    ['does not ask those that never scale in', { policies: [inward(20), tracking({ kind: 'steady' }, { scalesIn: false })] }, 'to 2 by cpu'],
    ['does not scale in by one that never does', { policies: [inward(20, { scalesIn: false })] }, 'nothing'],

    ['takes a step out', { policies: [step(2)] }, 'to 6 by step'],
    ['takes a step in', { policies: [step(-2)] }, 'to 2 by step'],
    ['takes no step beyond the bounds', { policies: [step(-9)] }, 'to 1 by step'],
    ['counts a step that was just taken as part of the next', { capacity: 6, lastOut: { at: NOW - MINUTE, from: 4 }, policies: [step(2)] }, 'nothing'],
    ['takes the larger of step and target', { policies: [step(1), out(80)] }, 'to 7 by cpu'],
    ['takes no step in where a target is not ready for it', { policies: [step(-2), steady] }, 'nothing'],
  ])('%s', (_what, changes, expected) => {
    expect(words(decide({ ...BASE, ...changes }))).toBe(expected);
  });
});
