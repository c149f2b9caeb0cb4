import type { DesiredData } from '../../domain/data-movement.ts';
import { describeDesiredData, describeFlow } from '../../domain/describe-data.ts';
import type { FlagState } from '../../domain/desired-state.ts';
import type { ObservedRule, RuleSpec } from '../ports/load-balancer.ts';
import { describeChange, describeCondition, describeTargets, type Change } from './change.ts';
import type { Observed } from './observe.ts';

/** What the world did though nobody moved, in words: what, how it was found, how it should be. One line for each change that puts it right. Pure. */
export function describeDrift(change: Change, observed: Observed): string {
  switch (change.kind) {
    case 'set-flags':
      return `flags: ${flagsInWords(observed.flags)}, should be ${flagsInWords(change.state)}`;
    case 'archive-flags':
      return `flags: ${flagsInWords(observed.flags)}, should be archived`;
    case 'put-rule':
      return ruleDrift(change.rule, observed);
    case 'remove-rules':
      return `${change.role} rule: is there (${rulesOf(observed, change.role).map(describeTargets).join('; ')}), should not be`;
    case 'create-discovery':
      return `Cloud Map name ${change.name}: gone, should be there`;
    case 'put-target-group':
      return `target group ${change.name}: ${observed.targetGroup === 'absent' ? 'gone, should be there' : 'its health check may be another’s than the service’s'}`;
    case 'deploy-service':
      return observed.service === 'absent' ? `service ${change.service}: gone, should run ${change.image}` : `service ${change.service}: ${change.why}, should run ${change.image}`;
    case 'restore-revision':
      return describeChange(change);
    case 'renew-tasks':
      return `service ${change.service}: ${change.why}`;
    case 'set-scaling': {
      const { scale } = observed;
      return `scaling of ${change.service}: ${scale ? `${scale.min} to ${scale.max} tasks` : 'none'}, should be ${change.scale.min} to ${change.scale.max} tasks`;
    }
    case 'set-legacy-floor':
      return `scaling of legacy: its minimum is ${observed.legacyFloor}, should be ${change.held ? 'held' : 'free'}`;
    case 'configure-proxy':
      return 'proxy: its route groups are not those of the migration files';
    case 'tell-retired':
      return `proxy: knows as retired ${JSON.stringify(observed.proxy.retired)}, should be ${change.groups}`;
    case 'set-data':
    case 'cut-over':
    case 'return-writes':
      return dataDrift(change.data, observed);
    case 'await':
      return change.what;
    case 'override-proxies':
    case 'remove-discovery':
    case 'remove-target-group':
    case 'remove-service':
    case 'remove-scaling':
    case 'remove-data':
      return `${describeChange(change)}: is there, should not be`;
  }
}

function dataDrift(wanted: DesiredData, { data }: Observed): string {
  if (data === 'absent') return `data: nothing of its movement is in the stores, should be: ${describeDesiredData(wanted)}`;
  const found = [...(data.flow === wanted.flow ? [] : [describeFlow(data.flow)]), ...data.missing];
  return `data: ${found.join('; ') || describeDesiredData(data.told)}, should be: ${describeDesiredData(wanted)}`;
}

function ruleDrift(rule: RuleSpec, observed: Observed): string {
  const name = `${rule.role} rule ${describeCondition(rule)}`;
  const found = rulesOf(observed, rule.role).find(({ part }) => part === rule.part);
  if (!found) return `${name}: gone, should be ${describeTargets(rule)}`;
  const differs: string[] = [];
  if (describeCondition(found) !== describeCondition(rule)) differs.push(`takes ${describeCondition(found)}`);
  if (describeTargets(found) !== describeTargets(rule)) differs.push(`${describeTargets(found)}, should be ${describeTargets(rule)}`);
  return `${name}: ${differs.join('; ') || `stands at priority ${found.priority}, outside of the range Banyan was given`}`;
}

function rulesOf(observed: Observed, role: RuleSpec['role']): readonly ObservedRule[] {
  return role === 'group' ? observed.groupRules : observed.parkRules;
}

function flagsInWords(state: FlagState | 'none'): string {
  if (state === 'none') return 'gone or archived';
  const writes = state.writes ? `, writes to ${state.writes}` : '';
  if (!state.on) return `off${writes}`;
  return `on, cohort ${percentInWords(state.cohortPercent)}, shadow ${percentInWords(state.shadowPercent)}${writes}`;
}

function percentInWords(percent: number): string {
  return Number.isNaN(percent) ? 'unknown' : `${percent} %`;
}
