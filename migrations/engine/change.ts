import type { Scale } from '../../domain/candidate.ts';
import type { DesiredData } from '../../domain/data-movement.ts';
import type { FlagState } from '../../domain/desired-state.ts';
import { describeDesiredData } from '../../domain/describe-data.ts';
import type { RuleRole, RuleSpec } from '../ports/load-balancer.ts';

/** One typed, idempotent change, or something that must come true by itself before the next. A plan is an ordered list of them. */
export type Change =
  | { readonly kind: 'set-flags'; readonly state: FlagState }
  /** The proxies' own override, which is quicker than their next look at the flags. */
  | { readonly kind: 'override-proxies' }
  | { readonly kind: 'archive-flags' }
  | { readonly kind: 'put-rule'; readonly rule: RuleSpec }
  | { readonly kind: 'remove-rules'; readonly role: RuleRole }
  | { readonly kind: 'create-discovery'; readonly name: string }
  | { readonly kind: 'remove-discovery'; readonly name: string }
  | { readonly kind: 'put-target-group'; readonly name: string; readonly health: string }
  | { readonly kind: 'remove-target-group'; readonly name: string }
  | { readonly kind: 'deploy-service'; readonly service: string; readonly image: string; readonly why: string }
  /** The last revision that stood healthy, for the file's did not come up. */
  | { readonly kind: 'restore-revision'; readonly service: string; readonly revision: string; readonly image: string; readonly fallen: string }
  /** The same revision by fresh tasks: those that run are not, or no longer, registered with the load balancer. */
  | { readonly kind: 'renew-tasks'; readonly service: string; readonly revision: string; readonly why: string }
  | { readonly kind: 'remove-service'; readonly service: string }
  | { readonly kind: 'set-scaling'; readonly service: string; readonly scale: Scale }
  | { readonly kind: 'remove-scaling'; readonly service: string }
  /** Keeps legacy's Auto Scaling from taking tasks away, or lets it go on as before. */
  | { readonly kind: 'set-legacy-floor'; readonly held: boolean }
  | { readonly kind: 'configure-proxy'; readonly groups: string }
  /** Tells the proxies which groups have no legacy path any more. */
  | { readonly kind: 'tell-retired'; readonly groups: string }
  | { readonly kind: 'set-data'; readonly data: DesiredData }
  /** The candidate owns the writes. */
  | { readonly kind: 'cut-over'; readonly data: DesiredData }
  /** Legacy owns them again. */
  | { readonly kind: 'return-writes'; readonly data: DesiredData }
  | { readonly kind: 'remove-data' }
  /** Nothing to do but wait: what follows in the plan must not come before this is true. */
  | { readonly kind: 'await'; readonly what: string };

/** A change in words, for the plan, the journal and the log. */
export function describeChange(change: Change): string {
  switch (change.kind) {
    case 'set-flags': {
      const { on, cohortPercent, shadowPercent, writes } = change.state;
      return `${on ? `flags: on, cohort ${cohortPercent} %, shadow ${shadowPercent} %` : 'flags: off'}${writes ? `, writes to ${writes}` : ''}`;
    }
    case 'override-proxies':
      return 'proxies: everybody to legacy';
    case 'archive-flags':
      return 'flags: archive';
    case 'put-rule':
      return `${change.rule.role} rule ${describeCondition(change.rule)}: ${describeTargets(change.rule)}`;
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
    case 'restore-revision':
      return `service ${change.service}: back to ${change.image} (${change.revision}), the last that stood healthy; ${change.fallen} did not come up`;
    case 'renew-tasks':
      return `service ${change.service}: start ${change.revision} afresh (${change.why})`;
    case 'remove-service':
      return `service ${change.service}: remove`;
    case 'set-scaling':
      return `scaling of ${change.service}: ${change.scale.min} to ${change.scale.max} tasks`;
    case 'remove-scaling':
      return `scaling of ${change.service}: remove`;
    case 'set-legacy-floor':
      return `scaling of legacy: ${change.held ? 'keep the tasks it has now' : 'its own minimum again'}`;
    case 'configure-proxy':
      return 'proxy: new revision with the route groups of the migration files';
    case 'tell-retired':
      return `proxy: new revision that knows as retired ${change.groups}`;
    case 'set-data':
      return `data: ${describeDesiredData(change.data)}`;
    case 'cut-over':
      return `data: make legacy’s writers wait, let the last of their changes through, then the candidate owns the writes; ${describeDesiredData(change.data)}`;
    case 'return-writes':
      return `data: make the candidate’s writers wait, let the last of their changes back, then legacy owns the writes; ${describeDesiredData(change.data)}`;
    case 'remove-data':
      return 'data: remove what its movement left in both stores';
    case 'await':
      return `wait: ${change.what}`;
  }
}

/** Where a rule sends: `banyan-proxy 90 · banyan-catalog 10, sticky for 3600 s`. */
export function describeTargets({ targets, stickySeconds }: Pick<RuleSpec, 'targets' | 'stickySeconds'>): string {
  return `${targets.map(({ targetGroup, percent }) => `${targetGroup} ${Math.round(percent * 10) / 10}`).join(' · ')}${stickySeconds ? `, sticky for ${stickySeconds} s` : ''}`;
}

/** Whom a rule takes: `(GET /api/products, /api/products/*)`. The value of a park rule's header is not told. */
export function describeCondition({ when }: Pick<RuleSpec, 'when'>): string {
  return 'header' in when ? `(${when.header})` : `(${when.method === '*' ? '' : `${when.method} `}${when.paths.join(', ')})`;
}
