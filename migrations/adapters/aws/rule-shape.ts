import type { Action, ForwardActionConfig, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { HttpMethod } from '../../../domain/route-group.ts';
import type { RuleSpec, RuleTarget } from '../../ports/load-balancer.ts';
import { targetGroupName } from './arns.ts';

/** The part of a rule that AWS is told: whom it takes, and where it sends. */
export type RuleShape = Pick<RuleSpec, 'when' | 'targets' | 'stickySeconds'>;

/** What stands for conditions that Banyan never writes: equal to none that it wants. */
const UNKNOWN_CONDITIONS: RuleSpec['when'] = { method: '*', paths: [] };

export function toConditions(when: RuleSpec['when']): RuleCondition[] {
  if ('header' in when) return [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: when.header, Values: [when.value] } }];
  const path: RuleCondition = { Field: 'path-pattern', PathPatternConfig: { Values: [...when.paths] } };
  if (when.method === '*') return [path];
  return [path, { Field: 'http-request-method', HttpRequestMethodConfig: { Values: [when.method] } }];
}

/** The whole action, stickiness included: AWS replaces an action as one, and what is not sent is lost. */
export function toActions(targets: readonly RuleTarget[], stickySeconds: number, arnOf: (targetGroup: string) => string): Action[] {
  const TargetGroups = targets.filter(({ percent }) => percent > 0).map(({ targetGroup, percent }) => ({ TargetGroupArn: arnOf(targetGroup), Weight: percent }));
  const TargetGroupStickinessConfig = stickySeconds > 0 ? { Enabled: true, DurationSeconds: stickySeconds } : { Enabled: false };
  return [{ Type: 'forward', ForwardConfig: { TargetGroups, TargetGroupStickinessConfig } }];
}

/** A rule as AWS tells it. Weights come back as shares of 100, so that 1 : 1 is 50 and 50. */
export function fromRule(conditions: readonly RuleCondition[], actions: readonly Action[]): RuleShape {
  const forward = forwardOf(actions);
  const groups = forward?.TargetGroups ?? [];
  const sum = groups.reduce((total, { Weight }) => total + (Weight ?? 1), 0);
  const sticky = forward?.TargetGroupStickinessConfig;
  return {
    when: fromConditions(conditions),
    targets: groups.map(({ TargetGroupArn, Weight }) => ({ targetGroup: targetGroupName(TargetGroupArn ?? ''), percent: sum > 0 ? ((Weight ?? 1) * 100) / sum : 0 })),
    stickySeconds: sticky?.Enabled ? (sticky.DurationSeconds ?? 0) : 0,
  };
}

/** The one forward action, or `undefined` where something else, or more, is done with a request. */
export function forwardOf(actions: readonly Action[]): ForwardActionConfig | undefined {
  const [action, ...more] = actions;
  if (action?.Type !== 'forward' || more.length > 0) return undefined;
  return action.ForwardConfig ?? { TargetGroups: [{ TargetGroupArn: action.TargetGroupArn }] };
}

/** Order of conditions, of their values and of target groups means nothing. */
export function sameShape(a: RuleShape, b: RuleShape): boolean {
  return a.stickySeconds === b.stickySeconds && conditionsText(a.when) === conditionsText(b.when) && targetsText(a.targets) === targetsText(b.targets);
}

function fromConditions(conditions: readonly RuleCondition[]): RuleSpec['when'] {
  const of = (field: string): RuleCondition | undefined => conditions.find(({ Field }) => Field === field);
  const are = (...fields: readonly string[]): boolean => conditions.length === fields.length && fields.every(of);
  const header = of('http-header')?.HttpHeaderConfig;
  if (are('http-header') && header?.Values?.length === 1) return { header: header.HttpHeaderName ?? '', value: header.Values[0] ?? '' };
  const path = of('path-pattern');
  const method = of('http-request-method');
  const paths = path?.PathPatternConfig?.Values ?? path?.Values ?? [];
  const methods = method?.HttpRequestMethodConfig?.Values ?? method?.Values ?? [];
  const known = are('path-pattern') || (are('path-pattern', 'http-request-method') && methods.length === 1);
  return known && paths.length > 0 ? { method: (methods[0] ?? '*') as HttpMethod | '*', paths } : UNKNOWN_CONDITIONS;
}

function conditionsText(when: RuleSpec['when']): string {
  return JSON.stringify('header' in when ? [when.header.toLowerCase(), when.value] : [when.method, when.paths.toSorted()]);
}

function targetsText(targets: readonly RuleTarget[]): string {
  return targets.filter(({ percent }) => percent > 0).map(({ targetGroup, percent }) => `${targetGroup}=${percent.toFixed(3)}`).toSorted().join();
}
