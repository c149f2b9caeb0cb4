import { describe, expect, test } from '@jest/globals';
import { afterProbe, type ProbeFailure, type TargetHealth } from '../../../../sandbox/elbv2/targets/target-health.ts';
import { matchesCode } from '../../../../sandbox/elbv2/targets/probe.ts';

const FAILURE: ProbeFailure = { reason: 'Target.Timeout', description: 'Request timed out' };
const THRESHOLDS = { healthyThreshold: 3, unhealthyThreshold: 2 };
const INITIAL: TargetHealth = { state: 'initial', streak: 0 };
const HEALTHY: TargetHealth = { state: 'healthy', streak: 0 };
const UNHEALTHY: TargetHealth = { state: 'unhealthy', streak: 0, failure: FAILURE };

/** The states after each probe; `+` succeeds, `-` fails. */
function walk(from: TargetHealth, probes: string): readonly string[] {
  let health = from;
  return probes.split('').map((probe) => (health = afterProbe(health, probe === '-' ? FAILURE : undefined, THRESHOLDS)).state);
}

describe('the health of a target', () => {
  test.each<[string, TargetHealth, string, string]>([
    ['a new target is healthy after one success', INITIAL, '+', 'healthy'],
    ['a new target is unhealthy after as many failures as the threshold', INITIAL, '--', 'initial unhealthy'],
    ['a healthy target bears one failure less than the threshold', HEALTHY, '-+-+', 'healthy healthy healthy healthy'],
    ['a healthy target is unhealthy after failures in a row', HEALTHY, '-+--', 'healthy healthy healthy unhealthy'],
    ['an unhealthy target is healthy after successes in a row', UNHEALTHY, '++-+++', 'unhealthy unhealthy unhealthy unhealthy unhealthy healthy'],
    ['a target that drains goes on draining', { state: 'draining' }, '+-', 'draining draining'],
    ['a target that nobody checks is unused', { state: 'unused' }, '+', 'unused'],
  ])('%s', (_, from, probes, expected) => {
    expect(walk(from, probes).join(' ')).toBe(expected);
  });
});

test.each([
  ['200', 200, true],
  ['200', 201, false],
  ['200,302', 302, true],
  ['200-299', 250, true],
  ['200-299,301', 300, false],
  ['200-299,301', 301, true],
])('matcher %s and status %i: %p', (matcher, status, matches) => {
  expect(matchesCode(matcher, status)).toBe(matches);
});
