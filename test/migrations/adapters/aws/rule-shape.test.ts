import { describe, expect, test } from '@jest/globals';
import { fromRule, sameShape, toActions, toConditions, type RuleShape } from '../../../../migrations/adapters/aws/rule-shape.ts';

const arnOf = (name: string): string => `arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/${name}/50dc6c495c0c9188`;
const shape: RuleShape = {
  when: { method: 'GET', paths: ['/a', '/b/*'] },
  targets: [
    { targetGroup: 'proxy', percent: 90 },
    { targetGroup: 'catalog', percent: 10 },
  ],
  stickySeconds: 60,
};

test.each<RuleShape>([
  shape,
  { ...shape, stickySeconds: 0, when: { method: '*', paths: ['/a'] } },
  { when: { header: 'x-banyan-park', value: 's3cret' }, targets: [{ targetGroup: 'catalog', percent: 100 }], stickySeconds: 0 },
])('what AWS is told reads back as what was meant: %j', (each) => {
  expect(fromRule(toConditions(each.when), toActions(each.targets, each.stickySeconds, arnOf))).toEqual(each);
});

test('an action carries its stickiness, and no side with 0 %', () => {
  const [action] = toActions([{ targetGroup: 'legacy', percent: 0 }, ...shape.targets], 60, arnOf);
  expect(action?.ForwardConfig?.TargetGroups?.map(({ Weight }) => Weight)).toEqual([90, 10]);
  expect(action?.ForwardConfig?.TargetGroupStickinessConfig).toEqual({ Enabled: true, DurationSeconds: 60 });
});

describe('a rule as others may have written it', () => {
  const targetsOf = (weights: Record<string, number | undefined>): RuleShape['targets'] => {
    const TargetGroups = Object.entries(weights).map(([name, Weight]) => ({ TargetGroupArn: arnOf(name), Weight }));
    return fromRule([], [{ Type: 'forward', ForwardConfig: { TargetGroups } }]).targets;
  };

  test('weights become shares of 100', () => {
    expect(targetsOf({ a: 1, b: 3 })).toEqual([{ targetGroup: 'a', percent: 25 }, { targetGroup: 'b', percent: 75 }]);
    expect(targetsOf({ a: undefined })).toEqual([{ targetGroup: 'a', percent: 100 }]);
    expect(targetsOf({ a: 0, b: 0 }).map(({ percent }) => percent)).toEqual([0, 0]);
  });

  test('one target group may be named without a forward configuration', () => {
    expect(fromRule([], [{ Type: 'forward', TargetGroupArn: arnOf('a') }]).targets).toEqual([{ targetGroup: 'a', percent: 100 }]);
  });

  test('what is no forward sends nowhere', () => {
    expect(fromRule([], [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }]).targets).toEqual([]);
  });

  test('paths may stand in the older place', () => {
    expect(fromRule([{ Field: 'path-pattern', Values: ['/a'] }], []).when).toEqual({ method: '*', paths: ['/a'] });
  });

  test.each([
    [[{ Field: 'host-header', HostHeaderConfig: { Values: ['a.example'] } }]],
    [[...toConditions(shape.when), { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } }]],
    [[{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'a', Values: ['b', 'c'] } }]],
  ])('conditions that Banyan never writes are equal to none that it wants: %j', (conditions) => {
    expect(fromRule(conditions, []).when).toEqual({ method: '*', paths: [] });
  });
});

test('the order of paths and of target groups means nothing, everything else does', () => {
  const turned = { ...shape, when: { method: 'GET' as const, paths: ['/b/*', '/a'] }, targets: shape.targets.toReversed() };
  expect(sameShape(shape, turned)).toBe(true);
  expect(sameShape(shape, { ...shape, stickySeconds: 0 })).toBe(false);
  expect(sameShape(shape, { ...shape, when: { method: '*', paths: ['/a', '/b/*'] } })).toBe(false);
  expect(sameShape(shape, { ...shape, targets: [{ targetGroup: 'catalog', percent: 100 }] })).toBe(false);
});
