import type { Ids, Row } from '../../row.ts';
import { arnOf, having, lacking } from '../expected.ts';
import { ELB, FIXED, gone, makeBalancer, makeGroup, makeListener, makeRule, path, forward, ownRule, ruleInput } from './making.ts';

export const rules: Readonly<Record<string, Row>> = {
  CreateRule: {
    input: ({ listener, group }) => ({ ListenerArn: listener, Priority: 100, Conditions: [path('/made/*')], Actions: [forward([group, 999])], Tags: [{ Key: 'team', Value: 'shop' }] }),
    answer: ({ group }) => ({
      Rules: [{ RuleArn: arnOf(ELB, 'listener-rule/app/scene/'), Priority: '100', IsDefault: false, Conditions: [{ Field: 'path-pattern', Values: ['/made/*'], PathPatternConfig: { Values: ['/made/*'] } }], Actions: [{ Type: 'forward', TargetGroupArn: group, ForwardConfig: { TargetGroups: [{ TargetGroupArn: group, Weight: 999 }] } }] }],
    }),
    refused: [
      { what: 'a priority that is taken', input: ruleInput(901, { Priority: 10 }), code: 'PriorityInUse' },
      { what: 'priority 0', input: ruleInput(902, { Priority: 0 }), code: 'ValidationError' },
      { what: 'priority 50001', input: ruleInput(903, { Priority: 50_001 }), code: 'ValidationError' },
      { what: 'a weight over 999', input: (ids) => ruleInput(904, { Actions: [forward([ids['group'], 1_000])] })(ids), code: 'ValidationError' },
      { what: 'six values', input: ruleInput(905, { Conditions: [path('/1', '/2', '/3'), { Field: 'host-header', Values: ['a.example.com', 'b.example.com', 'c.example.com'] }] }), code: 'ValidationError' },
      { what: 'a sixth target group', input: (ids) => ruleInput(906, { Actions: [forward(...['group', 'one', 'two', 'three', 'four', 'five'].map((each) => [ids[each], 1] as const))] })(ids), code: 'TooManyTargetGroups' },
      { what: 'a target group that is not there', input: ruleInput(907, { Actions: [forward([gone('targetgroup/gone'), 1])] }), code: 'TargetGroupNotFound' },
      { what: 'a listener that is not there', input: ruleInput(908, { ListenerArn: gone('listener/app/gone/0') }), code: 'ListenerNotFound' },
      { what: 'a target group of another load balancer', input: (ids) => ruleInput(909, { Actions: [forward([ids['elsewhere'], 1])] })(ids), code: 'TargetGroupAssociationLimit' },
    ],
    given: async (ask, ids) => {
      const other = await makeListener(ask, await makeBalancer(ask, ids, 'other'), { DefaultActions: [forward([await makeGroup(ask, ids, 'elsewhere'), 1])] });
      const elsewhere = await ask(ELB, 'DescribeListeners', { ListenerArns: [other] }, 'Listeners.0.DefaultActions.0.TargetGroupArn');
      const [one, two, three, four, five] = await Promise.all(['one', 'two', 'three', 'four', 'five'].map((name) => makeGroup(ask, ids, `sixth-${name}`)));
      return { elsewhere, one, two, three, four, five } as Ids;
    },
  },
  DescribeRules: {
    input: ({ listener }) => ({ ListenerArn: listener }),
    answer: ({ rule }) => ({ Rules: having({ RuleArn: rule, Priority: '10', IsDefault: false }, { Priority: 'default', IsDefault: true, Conditions: [] }) }),
    refused: [
      { what: 'an ARN that nothing has', input: ({ rule }) => ({ RuleArns: [rule, gone('listener-rule/app/gone/0/0')] }), code: 'RuleNotFound' },
      { what: 'an empty list of ARNs', input: { RuleArns: [] }, code: 'ValidationError' },
    ],
  },
  ModifyRule: {
    given: ownRule(200),
    input: ({ own, group }) => ({ RuleArn: own, Actions: [forward([group, 3])] }),
    answer: ({ own, group }) => ({ Rules: [{ RuleArn: own, Priority: '200', Conditions: [{ Values: ['/200'] }], Actions: [{ ForwardConfig: { TargetGroups: [{ TargetGroupArn: group, Weight: 3 }] } }] }] }),
    refused: [
      { what: 'the default rule', input: ({ defaultRule }) => ({ RuleArn: defaultRule, Actions: [FIXED] }), code: 'OperationNotPermitted' },
      { what: 'a rule that is not there', input: { RuleArn: gone('listener-rule/app/gone/0/0'), Actions: [FIXED] }, code: 'RuleNotFound' },
    ],
  },
  DeleteRule: {
    given: ownRule(300),
    input: ({ own }) => ({ RuleArn: own }),
    answer: {},
    afterwards: ['DescribeRules', ({ listener }) => ({ ListenerArn: listener }), ({ own = '' }) => ({ Rules: lacking('RuleArn', own) })],
    refused: [
      { what: 'the default rule', input: ({ defaultRule }) => ({ RuleArn: defaultRule }), code: 'OperationNotPermitted' },
      { what: 'a rule that is not there', input: { RuleArn: gone('listener-rule/app/gone/0/0') }, code: 'RuleNotFound' },
    ],
  },
  SetRulePriorities: {
    given: async (ask, { listener = '' }) => ({ a: await makeRule(ask, listener, 401), b: await makeRule(ask, listener, 402) }),
    input: ({ a, b }) => ({ RulePriorities: [{ RuleArn: a, Priority: 402 }, { RuleArn: b, Priority: 401 }] }),
    answer: ({ a, b }) => ({ Rules: having({ RuleArn: a, Priority: '402' }, { RuleArn: b, Priority: '401' }) }),
    refused: [
      { what: 'a priority that another rule has', input: ({ a }) => ({ RulePriorities: [{ RuleArn: a, Priority: 10 }] }), code: 'PriorityInUse' },
      { what: 'the default rule', input: ({ defaultRule }) => ({ RulePriorities: [{ RuleArn: defaultRule, Priority: 9 }] }), code: 'OperationNotPermitted' },
    ],
  },
};
