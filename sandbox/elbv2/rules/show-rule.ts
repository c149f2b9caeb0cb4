import type { Action as WireAction, Rule as WireRule, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Action, Condition, Rule } from '../model.ts';

/** A rule as AWS shows it. `Priority` is text there, also where it is a number. */
export function showRule(rule: Rule): WireRule {
  return {
    RuleArn: rule.arn,
    Priority: String(rule.priority),
    Conditions: rule.conditions.map(showCondition),
    Actions: showAction(rule.action),
    IsDefault: rule.priority === 'default',
  };
}

/** A forward to one target group is shown in both of its forms, with the weight that counts. */
export function showAction(action: Action): WireAction[] {
  switch (action.kind) {
    case 'forward': {
      const [first, ...more] = action.targetGroups;
      const stickiness = action.stickySeconds > 0 ? { Enabled: true, DurationSeconds: action.stickySeconds } : { Enabled: false };
      const config = { TargetGroups: action.targetGroups.map(({ arn, weight }) => ({ TargetGroupArn: arn, Weight: weight })), TargetGroupStickinessConfig: stickiness };
      return [{ Type: 'forward', ...(more.length === 0 && first ? { TargetGroupArn: first.arn } : {}), Order: 1, ForwardConfig: config }];
    }
    case 'redirect':
      return [
        {
          Type: 'redirect',
          Order: 1,
          RedirectConfig: { Protocol: action.protocol, Host: action.host, Port: action.port, Path: action.path, Query: action.query, StatusCode: `HTTP_${action.status}` },
        },
      ];
    case 'fixed-response':
      return [{ Type: 'fixed-response', Order: 1, FixedResponseConfig: { StatusCode: String(action.status), ContentType: action.contentType, MessageBody: action.body } }];
  }
}

function showCondition(condition: Condition): RuleCondition {
  const Field = condition.field;
  switch (condition.field) {
    case 'host-header':
      return { Field, Values: [...condition.values], HostHeaderConfig: { Values: [...condition.values] } };
    case 'path-pattern':
      return { Field, Values: [...condition.values], PathPatternConfig: { Values: [...condition.values] } };
    case 'http-request-method':
      return { Field, HttpRequestMethodConfig: { Values: [...condition.values] } };
    case 'source-ip':
      return { Field, SourceIpConfig: { Values: [...condition.values] } };
    case 'http-header':
      return { Field, HttpHeaderConfig: { HttpHeaderName: condition.name, Values: [...condition.values] } };
    case 'query-string':
      return { Field, QueryStringConfig: { Values: condition.values.map(({ key, value }) => ({ Key: key, Value: value })) } };
  }
}
