import { describe, expect, test } from '@jest/globals';
import { chooseTarget } from '../../../../sandbox/elbv2/targets/choose-target.ts';
import { routingSettingsOf } from '../../../../sandbox/elbv2/targets/routing-settings.ts';
import { shareOf, startsSlowly } from '../../../../sandbox/elbv2/targets/slow-start.ts';
import type { Target } from '../../../../sandbox/elbv2/targets/target.ts';
import type { TargetGroup } from '../../../../sandbox/elbv2/model.ts';
import { seeded } from '../aws-on-loopback.ts';

function target(key: string, changes: Partial<Target> = {}): Target {
  return { id: '127.0.0.1', port: 1, key, connections: undefined as never, health: { state: 'healthy', streak: 0 }, outstanding: 0, slowSince: undefined, credit: 0, ...changes };
}

function draw(algorithm: Parameters<typeof chooseTarget>[0], targets: readonly Target[], times: number, share: (target: Target) => number = () => 1): Record<string, number> {
  const random = seeded(11);
  const counts: Record<string, number> = {};
  for (let i = 0; i < times; i++) {
    const key = chooseTarget(algorithm, targets, share, random)?.key ?? 'none';
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe('round robin', () => {
  test('gives all a turn, in order', () => {
    const targets = [target('a'), target('b'), target('c')];
    const keys = Array.from({ length: 6 }, () => chooseTarget('round_robin', targets, () => 1, () => 0)?.key);
    expect(keys.join('')).toBe('abcabc');
  });

  test('gives a target with a smaller share fewer turns, evenly spread', () => {
    const targets = [target('a'), target('slow')];
    expect(draw('round_robin', targets, 50, ({ key }) => (key === 'slow' ? 0.25 : 1))).toEqual({ a: 40, slow: 10 });
  });

  test('has nobody to choose among nobody', () => {
    for (const algorithm of ['round_robin', 'least_outstanding_requests', 'weighted_random'] as const) expect(draw(algorithm, [], 1)).toEqual({ none: 1 });
  });
});

test('least outstanding requests prefers the idlest, and among equals prefers none', () => {
  expect(draw('least_outstanding_requests', [target('a', { outstanding: 2 }), target('b', { outstanding: 1 })], 10)).toEqual({ b: 10 });
  const counts = draw('least_outstanding_requests', [target('a'), target('b')], 1_000);
  expect(Math.abs((counts['a'] ?? 0) - 500)).toBeLessThan(4 * Math.sqrt(250));
});

test('weighted random draws by share', () => {
  const counts = draw('weighted_random', [target('a'), target('slow')], 2_000, ({ key }) => (key === 'slow' ? 0.25 : 1));
  expect(Math.abs((counts['slow'] ?? 0) - 400)).toBeLessThan(4 * Math.sqrt(2_000 * 0.2 * 0.8));
});

describe('a slow start', () => {
  test.each([
    [undefined, 0, 1],
    [1_000, 1_000, 0.01],
    [1_000, 11_000, 0.5],
    [1_000, 21_000, 1],
    [1_000, 99_000, 1],
  ])('begun at %p is at %i a share of %d', (slowSince, now, share) => {
    expect(shareOf(target('a', { slowSince }), 20_000, now)).toBe(share);
  });

  test.each<[string, readonly Target[], number, boolean]>([
    ['the first of a group', [], 20_000, false],
    ['one beside a healthy target', [target('b')], 20_000, true],
    ['one beside a target that starts slowly itself', [target('b', { slowSince: 0 })], 20_000, false],
    ['one beside an unhealthy target', [target('b', { health: { state: 'initial', streak: 0 } })], 20_000, false],
    ['one where it is switched off', [target('b')], 0, false],
  ])('of %s', (_, others, durationMs, expected) => {
    const fresh = target('a');
    expect(startsSlowly(fresh, [fresh, ...others], durationMs, 10_000)).toBe(expected);
  });
});

test.each([
  ['1', 'off', 1, 10, true],
  ['1', 'off', 0, 10, false],
  ['3', 'off', 2, 10, false],
  ['3', 'off', 3, 10, true],
  ['off', '50', 4, 10, false],
  ['off', '50', 5, 10, true],
  ['3', '50', 4, 10, false],
  ['off', 'off', 0, 10, false],
])('with at least %s and %s %% asked for, %i healthy of %i are enough: %p', (count, percent, healthy, registered, expected) => {
  const key = 'target_group_health.unhealthy_state_routing.minimum_healthy_targets';
  const group = { attributes: { [`${key}.count`]: count, [`${key}.percentage`]: percent } } as unknown as TargetGroup;
  expect(routingSettingsOf(group, 1).enoughHealthy(healthy, registered)).toBe(expected);
});
