import type { Rule as WireRule, RuleCondition, RuleTransform } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Condition, Rule, Texts, Transform } from '../model.ts';
import { showActions } from './show-actions.ts';

/** A rule as AWS shows it. `Priority` is text there, also where it is a number. */
export function showRule(rule: Rule): WireRule {
  return {
    RuleArn: rule.arn,
    Priority: String(rule.priority),
    Conditions: rule.conditions.map(showCondition),
    Actions: showActions(rule),
    IsDefault: rule.priority === 'default',
    Transforms: rule.transforms.map(showTransform),
  };
}

/** Host and path conditions are shown in both of their forms. */
function showCondition(condition: Condition): RuleCondition {
  const Field = condition.field;
  switch (condition.field) {
    case 'host-header':
      return { Field, ...showTexts(condition), HostHeaderConfig: showTexts(condition) };
    case 'path-pattern':
      return { Field, ...showTexts(condition), PathPatternConfig: showTexts(condition) };
    case 'http-request-method':
      return { Field, HttpRequestMethodConfig: { Values: [...condition.values] } };
    case 'source-ip':
      return { Field, SourceIpConfig: { Values: [...condition.values] } };
    case 'http-header':
      return { Field, HttpHeaderConfig: { HttpHeaderName: condition.name, ...showTexts(condition) } };
    case 'query-string':
      return { Field, QueryStringConfig: { Values: condition.values.map(({ key, value }) => ({ Key: key, Value: value })) } };
  }
}

function showTexts({ values, syntax }: Texts): { Values: string[] } | { RegexValues: string[] } {
  return syntax === 'regex' ? { RegexValues: [...values] } : { Values: [...values] };
}

function showTransform({ kind, regex, replace }: Transform): RuleTransform {
  const config = { Rewrites: [{ Regex: regex, Replace: replace }] };
  return kind === 'url-rewrite' ? { Type: kind, UrlRewriteConfig: config } : { Type: kind, HostHeaderRewriteConfig: config };
}
