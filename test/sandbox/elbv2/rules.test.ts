import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CreateRuleCommand,
  DeleteRuleCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
  SetRulePrioritiesCommand,
  type Action,
  type CreateRuleCommandInput,
  type RedirectActionConfig,
  type Rule,
  type RuleCondition,
  type RuleTransform,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { createGroup, createListener, createLoadBalancer, forwardTo, startAws, type Aws } from './aws-on-loopback.ts';
import { goneArn, refused, type Refusal } from './refused.ts';

const GONE = goneArn('listener-rule/app/gone/0/0');
const paths = (...Values: string[]): RuleCondition[] => [{ Field: 'path-pattern', PathPatternConfig: { Values } }];
const header = (...Values: string[]): RuleCondition => ({ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x', Values } });
const rewrite = (Regex: string, Replace = ''): RuleTransform => ({ Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex, Replace }] } });
const redirect = (config: Partial<RedirectActionConfig>): Action => ({ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', ...config } });

let aws: Aws;
let listener: { arn: string; port: number };
let group: string;
let second: string;
let sticky: string;
let othersGroup: string;
let defaultRule: string;
let priority = 1_000;

beforeAll(async () => {
  aws = await startAws();
  const balancer = await createLoadBalancer(aws);
  const other = await createLoadBalancer(aws, 'other');
  group = await createGroup(aws, 'group');
  second = await createGroup(aws, 'second');
  sticky = await createGroup(aws, 'sticky');
  othersGroup = await createGroup(aws, 'others-group');
  await createListener(aws, other, forwardTo(othersGroup));
  listener = await createListener(aws, balancer, forwardTo(group));
  await aws.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: sticky, Attributes: [{ Key: 'stickiness.enabled', Value: 'true' }] }));
  defaultRule = (await all()).at(-1)?.RuleArn ?? '';
});
afterAll(() => aws.close());

/** At the next free priority where none is given. */
const create = async (input: Partial<CreateRuleCommandInput> = {}): Promise<Rule> => {
  const { Rules } = await aws.elb.send(new CreateRuleCommand({ ListenerArn: listener.arn, Priority: ++priority, Conditions: paths('/a'), Actions: [forwardTo(group)], ...input }));
  return Rules?.[0] as Rule;
};
const modify = async (RuleArn: string | undefined, input: object): Promise<Rule> => (await aws.elb.send(new ModifyRuleCommand({ RuleArn, ...input }))).Rules?.[0] as Rule;
const remove = async ({ RuleArn }: Rule): Promise<unknown> => aws.elb.send(new DeleteRuleCommand({ RuleArn }));
const all = async (): Promise<Rule[]> => (await aws.elb.send(new DescribeRulesCommand({ ListenerArn: listener.arn }))).Rules ?? [];

describe('a rule', () => {
  test('is shown with the others in order of priority, the default rule last', async () => {
    const [later, earlier] = [await create({ Priority: 20 }), await create({ Priority: 10 })];
    expect((await all()).map(({ RuleArn, Priority, IsDefault }) => [RuleArn, Priority, IsDefault])).toEqual([
      [earlier.RuleArn, '10', false],
      [later.RuleArn, '20', false],
      [defaultRule, 'default', true],
    ]);
    expect(earlier.RuleArn).toMatch(/^arn:aws:elasticloadbalancing:us-east-1:000000000000:listener-rule\/app\/shop(?:\/[0-9a-f]{16}){3}$/);
    await Promise.all([later, earlier].map(remove));
    expect(await all()).toMatchObject([{ Priority: 'default', Conditions: [], Transforms: [] }]);
  });

  test('changes in part: what is given replaces what was there whole, the rest stays', async () => {
    const { RuleArn } = await create({ Priority: 30, Conditions: paths('/a/*', '/a') });
    const ForwardConfig = { TargetGroups: [{ TargetGroupArn: group, Weight: 90 }, { TargetGroupArn: second, Weight: 10 }], TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 } };
    const changed = await modify(RuleArn, { Actions: [{ Type: 'forward', ForwardConfig }] });
    expect(changed).toMatchObject({ Priority: '30', Conditions: [{ Field: 'path-pattern', Values: ['/a/*', '/a'], PathPatternConfig: { Values: ['/a/*', '/a'] } }], Actions: [{ Type: 'forward', ForwardConfig }] });
    expect(changed.Actions?.[0]).not.toHaveProperty('TargetGroupArn');
    expect((await modify(RuleArn, { Actions: [forwardTo(group, second)] })).Actions).toMatchObject([{ ForwardConfig: { TargetGroups: [{ Weight: 1 }, { Weight: 1 }], TargetGroupStickinessConfig: { Enabled: false } } }]);
    await remove(changed);
  });

  test('that forwards to one target group shows it in both forms, however it was given', async () => {
    const shown = [{ Type: 'forward', Order: 1, TargetGroupArn: group, ForwardConfig: { TargetGroups: [{ TargetGroupArn: group, Weight: 1 }], TargetGroupStickinessConfig: { Enabled: false } } }];
    for (const action of [{ Type: 'forward' as const, TargetGroupArn: group }, forwardTo(group), { ...forwardTo(group), TargetGroupArn: group }]) {
      const rule = await create({ Actions: [action] });
      expect(rule.Actions).toEqual(shown);
      await remove(rule);
    }
  });

  test('shows every kind of condition as it was given', async () => {
    const Conditions: RuleCondition[] = [
      { Field: 'host-header', HostHeaderConfig: { Values: ['*.example.com'] } },
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Shop', Values: ['a*'] } },
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } },
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'q', Value: '1' }] } },
      { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } },
    ];
    const rule = await create({ Conditions });
    expect(rule.Conditions).toMatchObject(Conditions);
    expect(rule.Conditions?.[0]).toHaveProperty('Values', ['*.example.com']);
    await remove(rule);
  });

  test('takes regular expressions, beside the field or in its own config, and shows them in both', async () => {
    const rule = await create({ Conditions: [{ Field: 'path-pattern', RegexValues: ['^/v[0-9]+/'] }, { Field: 'host-header', HostHeaderConfig: { RegexValues: ['^(.+)\\.example\\.com$'] } }, { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x', RegexValues: ['a|b'] } }] });
    expect(rule.Conditions).toEqual([
      { Field: 'path-pattern', RegexValues: ['^/v[0-9]+/'], PathPatternConfig: { RegexValues: ['^/v[0-9]+/'] } },
      { Field: 'host-header', RegexValues: ['^(.+)\\.example\\.com$'], HostHeaderConfig: { RegexValues: ['^(.+)\\.example\\.com$'] } },
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x', RegexValues: ['a|b'] } },
    ]);
    await remove(rule);
  });

  test('keeps its transforms until they are replaced or reset', async () => {
    const Transforms: RuleTransform[] = [rewrite('^/api/(.*)$', '/$1'), { Type: 'host-header-rewrite', HostHeaderRewriteConfig: { Rewrites: [{ Regex: 'shop', Replace: 'store' }] } }];
    const rule = await create({ Transforms });
    expect(rule.Transforms).toEqual(Transforms);
    expect((await modify(rule.RuleArn, { Conditions: paths('/b') })).Transforms).toEqual(Transforms);
    expect((await modify(rule.RuleArn, { Transforms: [rewrite('x', 'y')] })).Transforms).toEqual([rewrite('x', 'y')]);
    expect((await modify(rule.RuleArn, { ResetTransforms: true })).Transforms).toEqual([]);
    await remove(rule);
  });

  test('takes five values and five wildcards; those of regular expressions are none', async () => {
    await remove(await create({ Conditions: [...paths('/*/*', '/*/?', '/x*'), header('1', '2')] }));
    await remove(await create({ Conditions: [{ Field: 'path-pattern', RegexValues: ['.*.*.*', '.?.?.?'] }] }));
  });

  test('redirects with AWS’s placeholders where nothing is said', async () => {
    const rule = await create({ Actions: [redirect({ Host: 'example.com' })] });
    expect(rule.Actions).toEqual([{ Type: 'redirect', Order: 1, RedirectConfig: { Protocol: '#{protocol}', Host: 'example.com', Port: '#{port}', Path: '/#{path}', Query: '#{query}', StatusCode: 'HTTP_301' } }]);
    await remove(rule);
  });

  test('puts its target group on the load balancer for as long as it names it', async () => {
    const balancers = async () => (await aws.elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [second] }))).TargetGroups?.[0]?.LoadBalancerArns?.length;
    expect(await balancers()).toBe(0);
    const rule = await create({ Actions: [forwardTo([second, 0])] });
    expect(await balancers()).toBe(1);
    await modify(rule.RuleArn, { Actions: [forwardTo(group)] });
    expect(await balancers()).toBe(0);
    await remove(rule);
  });

  test('is listed with others by ARN; an empty list of ARNs is as good as none', async () => {
    expect((await aws.elb.send(new DescribeRulesCommand({ ListenerArn: listener.arn, RuleArns: [] }))).Rules).toHaveLength(1);
    await refused(aws.elb.send(new DescribeRulesCommand({ RuleArns: [] })), 'ValidationError');
  });
});

describe('priorities', () => {
  const setAll = async (...pairs: [Rule, number][]) => (await aws.elb.send(new SetRulePrioritiesCommand({ RulePriorities: pairs.map(([{ RuleArn }, Priority]) => ({ RuleArn, Priority })) }))).Rules?.map(({ Priority }) => Priority);

  test('are swapped in one call: only where it ends counts', async () => {
    const [a, b] = [await create({ Priority: 1 }), await create({ Priority: 2 })];
    expect(await setAll([a, 2], [b, 1])).toEqual(['2', '1']);
    expect((await all()).slice(0, 2).map(({ RuleArn }) => RuleArn)).toEqual([b.RuleArn, a.RuleArn]);
    await Promise.all([a, b].map(remove));
  });

  test('are all left where one of them stays taken', async () => {
    const [a, b, c] = [await create({ Priority: 1 }), await create({ Priority: 2 }), await create({ Priority: 3 })];
    await refused(setAll([a, 10], [b, 3]), 'PriorityInUse', "Priority '3' is currently in use");
    await refused(setAll([a, 10], [b, 10]), 'PriorityInUse');
    await refused(setAll([a, 10], [a, 11]), 'ValidationError');
    await refused(setAll([a, 10], [{ RuleArn: GONE }, 11]), 'RuleNotFound');
    await refused(setAll([a, 50_001]), 'ValidationError');
    await refused(setAll(), 'ValidationError');
    expect((await all()).map(({ Priority }) => Priority)).toEqual(['1', '2', '3', 'default']);
    await Promise.all([a, b, c].map(remove));
  });
});

describe('a rule is refused', () => {
  const long = 'a'.repeat(129);

  test.each<[string, RuleCondition[], ...Refusal]>([
    ['no condition', [], 'ValidationError'],
    ['a condition without values', paths(), 'ValidationError'],
    ['an empty value', paths(''), 'ValidationError'],
    ['four values in one condition', paths('/1', '/2', '/3', '/4'), 'ValidationError'],
    ['six values', [...paths('/1', '/2', '/3'), header('1', '2', '3')], 'ValidationError', "A rule can only have '5' condition values"],
    ['six wildcards', paths('/*/*/*', '/*/*/?'), 'ValidationError', "A rule can only have '5' condition wildcards"],
    ['two path conditions', [...paths('/1'), ...paths('/2')], 'ValidationError', "A rule can only have one 'path-pattern' condition"],
    ['two host conditions', [{ Field: 'host-header', Values: ['a.b'] }, { Field: 'host-header', Values: ['b.a'] }], 'ValidationError'],
    ['a path with a space', paths('/a b'), 'ValidationError'],
    ['a path with a query', paths('/a#b'), 'ValidationError'],
    ['a path of 129 characters', paths(long), 'ValidationError'],
    ['a host without a dot', [{ Field: 'host-header', Values: ['localhost'] }], 'ValidationError'],
    ['a host whose last label has a digit', [{ Field: 'host-header', Values: ['a.b1'] }], 'ValidationError'],
    ['a method in lower case', [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['get'] } }], 'ValidationError'],
    ['a method of 41 letters', [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['A'.repeat(41)] } }], 'ValidationError'],
    ['a condition on the header Host', [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'host', Values: ['a'] } }], 'ValidationError'],
    ['a wildcard in a header name', [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-*', Values: ['a'] } }], 'ValidationError'],
    ['a header name of 41 characters', [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x'.repeat(41), Values: ['a'] } }], 'ValidationError'],
    ['a header value that is not ASCII', [header('ä')], 'ValidationError'],
    ['a query without a value', [{ Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'a' }] } }], 'ValidationError'],
    ['a query value of 129 characters', [{ Field: 'query-string', QueryStringConfig: { Values: [{ Value: long }] } }], 'ValidationError'],
    ['an address that is no range', [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.1'] } }], 'ValidationError'],
    ['a range of 33 bits', [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/33'] } }], 'ValidationError'],
    ['the broadcast address', [{ Field: 'source-ip', SourceIpConfig: { Values: ['255.255.255.255/32'] } }], 'ValidationError'],
    ['an unknown field', [{ Field: 'weather', Values: ['fair'] }], 'ValidationError', /^Condition field 'weather' must be one of /],
    ['another field’s config', [{ Field: 'path-pattern', HostHeaderConfig: { Values: ['a.b'] } }], 'ValidationError'],
    ['methods beside their config', [{ Field: 'http-request-method', Values: ['GET'] }], 'ValidationError'],
    ['values that are given twice and differ', [{ Field: 'path-pattern', Values: ['/a'], PathPatternConfig: { Values: ['/b'] } }], 'ValidationError'],
    ['values and regular expressions at once', [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/b'], RegexValues: ['b'] } }], 'ValidationError'],
    ['a regular expression of 129 characters', [{ Field: 'path-pattern', RegexValues: [long] }], 'ValidationError'],
    ['a regular expression that is none', [{ Field: 'path-pattern', RegexValues: ['(a'] }], 'ValidationError'],
    ['a regular expression that looks around', [{ Field: 'path-pattern', RegexValues: ['(?=a)'] }], 'ValidationError'],
    ['a regular expression that refers back', [{ Field: 'path-pattern', RegexValues: ['(a)\\1'] }], 'ValidationError'],
    ['a regular expression with a class of Unicode', [{ Field: 'path-pattern', RegexValues: ['\\p{L}'] }], 'ValidationError'],
    ['a possessive regular expression', [{ Field: 'path-pattern', RegexValues: ['a++'] }], 'ValidationError'],
    ['a regular expression for a method', [{ Field: 'http-request-method', RegexValues: ['GET'], HttpRequestMethodConfig: { Values: ['GET'] } }], 'ValidationError'],
  ])('%s', async (_, Conditions, ...refusal) => {
    await refused(create({ Conditions }), ...refusal);
  });

  const oidc = (config: object = {}): Action => ({
    Type: 'authenticate-oidc',
    Order: 1,
    AuthenticateOidcConfig: { Issuer: 'https://id.example', AuthorizationEndpoint: 'https://id.example/a', TokenEndpoint: 'https://id.example/t', UserInfoEndpoint: 'https://id.example/u', ClientId: 'c', ClientSecret: 's', ...config },
  });

  test.each<[string, () => Action[], ...Refusal]>([
    ['no action', () => [], 'ValidationError', 'Actions must contain at least one action'],
    ['an unknown action', () => [{ Type: 'teleport' as never }], 'ValidationError'],
    ['two actions that route', () => [{ ...forwardTo(group), Order: 1 }, { ...forwardTo(group), Order: 2 }], 'InvalidLoadBalancerAction'],
    ['several actions without an order', () => [oidc(), forwardTo(group)], 'ValidationError'],
    ['two actions of the same order', () => [oidc(), { ...forwardTo(group), Order: 1 }], 'ValidationError'],
    ['an order of 0', () => [{ ...forwardTo(group), Order: 0 }], 'ValidationError'],
    ['an order of 50001', () => [{ ...forwardTo(group), Order: 50_001 }], 'ValidationError'],
    ['authentication that comes last', () => [{ ...oidc(), Order: 2 }, { ...forwardTo(group), Order: 1 }], 'InvalidLoadBalancerAction'],
    ['authentication on an HTTP listener', () => [oidc(), { ...forwardTo(group), Order: 2 }], 'InvalidLoadBalancerAction', "Actions of type 'authenticate-oidc' are supported only on HTTPS listeners"],
    ['a weight of 1000', () => [forwardTo([group, 1_000])], 'ValidationError'],
    ['a weight of -1', () => [forwardTo([group, -1])], 'ValidationError'],
    ['six target groups', () => [forwardTo(...Array.from({ length: 6 }, (_, i) => goneArn('targetgroup/gone') + i))], 'TooManyTargetGroups'],
    ['one target group twice', () => [forwardTo(group, group)], 'ValidationError'],
    ['no target group', () => [{ Type: 'forward' }], 'ValidationError'],
    ['an unknown target group', () => [forwardTo(goneArn('targetgroup/gone'))], 'TargetGroupNotFound'],
    ['something that is no ARN', () => [forwardTo('group')], 'ValidationError', "'group' is not a valid target group ARN"],
    ['another load balancer’s target group', () => [forwardTo(othersGroup)], 'TargetGroupAssociationLimit', /^The following target groups cannot be associated with more than one load balancer: /],
    ['two names for different groups', () => [{ ...forwardTo(group), TargetGroupArn: sticky }], 'ValidationError'],
    ['a name beside two groups', () => [{ ...forwardTo(group, second), TargetGroupArn: group }], 'ValidationError'],
    ['group stickiness without a duration', () => [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: group }], TargetGroupStickinessConfig: { Enabled: true } } }], 'ValidationError'],
    ['group stickiness of more than a week', () => [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: group }], TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 604_801 } } }], 'ValidationError'],
    ['a redirect to itself', () => [redirect({})], 'InvalidLoadBalancerAction', 'The redirect configuration is not valid because it creates a loop'],
    ['a redirect to itself, by its own port', () => [redirect({ Protocol: 'HTTP', Port: String(listener.port) })], 'InvalidLoadBalancerAction'],
    ['a redirect of status 303', () => [redirect({ StatusCode: 'HTTP_303' as never })], 'ValidationError'],
    ['a redirect to FTP', () => [redirect({ Protocol: 'FTP' })], 'ValidationError'],
    ['a redirect to port 0', () => [redirect({ Port: '0' })], 'ValidationError'],
    ['a redirect to a path that is none', () => [redirect({ Path: 'a' })], 'InvalidLoadBalancerAction', /should start with a '\/'/],
    ['a redirect with a placeholder twice', () => [redirect({ Path: '/#{path}#{path}' })], 'InvalidLoadBalancerAction'],
    ['a redirect with an unknown placeholder', () => [redirect({ Host: '#{weather}' })], 'InvalidLoadBalancerAction'],
    ['a redirect to a path of 129 characters', () => [redirect({ Path: `/${long}` })], 'ValidationError'],
    ['a fixed response of 301', () => [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '301' } }], 'ValidationError'],
    ['a fixed response of 1025 characters', () => [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody: 'a'.repeat(1_025) } }], 'ValidationError'],
    ['a fixed response of another content type', () => [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', ContentType: 'image/png' } }], 'ValidationError'],
  ])('%s', async (_, actions, ...refusal) => {
    await refused(create({ Actions: actions() }), ...refusal);
  });

  test.each<[string, RuleTransform[], ...Refusal]>([
    ['a transform of an unknown type', [{ Type: 'body-rewrite' as never }], 'ValidationError'],
    ['two transforms of one type', [rewrite('a'), rewrite('b')], 'ValidationError'],
    ['a transform without a rewrite', [{ Type: 'url-rewrite' }], 'ValidationError'],
    ['two rewrites in one transform', [{ Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: 'a', Replace: '' }, { Regex: 'b', Replace: '' }] } }], 'ValidationError'],
    ['another transform’s config', [{ Type: 'url-rewrite', HostHeaderRewriteConfig: { Rewrites: [{ Regex: 'a', Replace: '' }] } }], 'ValidationError'],
    ['a transform whose regular expression is none', [rewrite('[a')], 'ValidationError'],
    ['a transform’s regular expression of 1025 characters', [rewrite('a'.repeat(1_025))], 'ValidationError'],
    ['a replacement of 1025 characters', [rewrite('a', 'b'.repeat(1_025))], 'ValidationError'],
  ])('%s', async (_, Transforms, ...refusal) => {
    await refused(create({ Transforms }), ...refusal);
  });

  test('transforms and their reset at once', async () => {
    const rule = await create();
    await refused(modify(rule.RuleArn, { ResetTransforms: true, Transforms: [rewrite('a')] }), 'ValidationError');
    await remove(rule);
  });

  test.each([0, -1, 50_001])('priority %p', async (Priority) => {
    await refused(create({ Priority }), 'ValidationError');
  });

  test('a priority that is taken, also by its own repetition', async () => {
    const rule = await create({ Priority: 5 });
    await refused(create({ Priority: 5 }), 'PriorityInUse', "Priority '5' is currently in use");
    await remove(rule);
  });

  test('to split over a target group with target stickiness without group stickiness, whichever comes first', async () => {
    const words = 'You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups';
    await refused(create({ Actions: [forwardTo(group, sticky)] }), 'InvalidConfigurationRequest', words);
    const split: Action = { Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: group }, { TargetGroupArn: sticky }], TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 } } };
    await remove(await create({ Actions: [split] }));
    await remove(await create({ Actions: [forwardTo(sticky)] }));

    const rule = await create({ Actions: [forwardTo(group, second)] });
    await refused(aws.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: second, Attributes: [{ Key: 'stickiness.enabled', Value: 'true' }] })), 'InvalidConfigurationRequest', words);
    await remove(rule);
  });

  test('any change where it is the default one', async () => {
    await refused(modify(defaultRule, { Actions: [forwardTo(group)] }), 'OperationNotPermitted', `Default rule '${defaultRule}' cannot be modified`);
    await refused(remove({ RuleArn: defaultRule }), 'OperationNotPermitted', `Default rule '${defaultRule}' cannot be deleted`);
    await refused(aws.elb.send(new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn: defaultRule, Priority: 9 }] })), 'OperationNotPermitted');
  });

  test('where it, or its listener, is not there, and so are those named beside it', async () => {
    await refused(aws.elb.send(new DescribeRulesCommand({ RuleArns: [defaultRule, GONE] })), 'RuleNotFound');
    await refused(remove({ RuleArn: GONE }), 'RuleNotFound');
    await refused(modify(GONE, {}), 'RuleNotFound');
    await refused(modify('rule', {}), 'ValidationError', "'rule' is not a valid rule ARN");
    await refused(create({ ListenerArn: goneArn('listener/app/gone/0') }), 'ListenerNotFound');
    await refused(aws.elb.send(new DescribeRulesCommand({ ListenerArn: goneArn('listener/app/gone/0') })), 'ListenerNotFound');
    await refused(aws.elb.send(new DescribeRulesCommand({})), 'ValidationError');
    await refused(aws.elb.send(new DescribeRulesCommand({ ListenerArn: listener.arn, RuleArns: [defaultRule] })), 'ValidationError');
  });

  test('the 101st of its load balancer, and the 101st target group', async () => {
    const groups = await Promise.all(Array.from({ length: 100 }, (_, i) => createGroup(aws, `n${i}`)));
    for (const each of groups.slice(0, 99)) await create({ Actions: [forwardTo(each)] });
    await refused(create({ Actions: [forwardTo(groups[99] ?? '')] }), 'TooManyUniqueTargetGroupsPerLoadBalancer', /of type 'application': \[100\]$/);
    await create();
    await refused(create(), 'TooManyRules');
  });
});
