import type { Scale } from '../../domain/candidate.ts';
import type { FlagState } from '../../domain/desired-state.ts';
import type { RuleRole, RuleSpec } from '../ports/load-balancer.ts';

/** One typed, idempotent change, or something that must come true by itself before the next. A plan is an ordered list of them. */
export type Change =
  | { readonly kind: 'set-flags'; readonly state: FlagState }
  | { readonly kind: 'archive-flags' }
  | { readonly kind: 'put-rule'; readonly rule: RuleSpec }
  | { readonly kind: 'remove-rules'; readonly role: RuleRole }
  | { readonly kind: 'create-discovery'; readonly name: string }
  | { readonly kind: 'remove-discovery'; readonly name: string }
  | { readonly kind: 'put-target-group'; readonly name: string }
  | { readonly kind: 'remove-target-group'; readonly name: string }
  | { readonly kind: 'deploy-service'; readonly service: string; readonly image: string; readonly why: string }
  | { readonly kind: 'remove-service'; readonly service: string }
  | { readonly kind: 'set-scaling'; readonly service: string; readonly scale: Scale }
  | { readonly kind: 'remove-scaling'; readonly service: string }
  | { readonly kind: 'configure-proxy'; readonly groups: string }
  /** Nothing to do but wait: what follows in the plan must not come before this is true. */
  | { readonly kind: 'await'; readonly what: string };

/** A change in words, for the plan, the journal and the log. */
export function describeChange(change: Change): string {
  switch (change.kind) {
    case 'set-flags': {
      const { on, cohortPercent, shadowPercent } = change.state;
      return on ? `flags: on, cohort ${cohortPercent} %, shadow ${shadowPercent} %` : 'flags: off';
    }
    case 'archive-flags':
      return 'flags: archive';
    case 'put-rule':
      return `${change.rule.role} rule ${describeCondition(change.rule)}: ${change.rule.targets.map(({ targetGroup, percent }) => `${targetGroup} ${percent}`).join(' · ')}${change.rule.stickySeconds ? `, sticky for ${change.rule.stickySeconds} s` : ''}`;
    case 'remove-rules':
      return `${change.role} rule: remove`;
    case 'create-discovery':
      return `Cloud Map name ${change.name}: create`;
    case 'remove-discovery':
      return `Cloud Map name ${change.name}: remove`;
    case 'put-target-group':
      return `target group ${change.name}: create, or set its health check`;
    case 'remove-target-group':
      return `target group ${change.name}: remove`;
    case 'deploy-service':
      return `service ${change.service}: deploy ${change.image} (${change.why})`;
    case 'remove-service':
      return `service ${change.service}: remove`;
    case 'set-scaling':
      return `scaling of ${change.service}: ${change.scale.min} to ${change.scale.max} tasks`;
    case 'remove-scaling':
      return `scaling of ${change.service}: remove`;
    case 'configure-proxy':
      return 'proxy: new revision with the route groups of the migration files';
    case 'await':
      return `wait: ${change.what}`;
  }
}

function describeCondition({ when }: RuleSpec): string {
  return 'header' in when ? `(${when.header})` : `(${when.method === '*' ? '' : `${when.method} `}${when.paths.join(', ')})`;
}
