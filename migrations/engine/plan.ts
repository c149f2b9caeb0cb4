import { minimumTasks, type Scale } from '../../domain/candidate.ts';
import type { DesiredState } from '../../domain/desired-state.ts';
import type { Migration } from '../../domain/migration.ts';
import { specFingerprint } from '../ports/spec-fingerprint.ts';
import type { Change } from './change.ts';
import type { Observed } from './observe.ts';
import { candidateShare, diffRules, groupRules, parkRule, targetGroupName } from './rules.ts';

/** What a plan needs beside the migration: how the proxy's configuration must read. */
export interface PlanContext {
  readonly proxyGroups: string;
}

/**
 * The changes that make the observed state the desired one, in the order in which they must be made:
 * what brings traffic back to legacy first, then what the candidate needs, then waiting for it, then what gives it
 * traffic, and last what is no longer needed. Empty where nothing differs. Pure.
 */
export function planChanges(migration: Migration, desired: DesiredState, observed: Observed, context: PlanContext): readonly Change[] {
  const traffic = trafficChanges(migration, desired, observed);
  const provision = desired.candidate === 'running' ? provisionChanges(migration, desired, observed, context) : [];
  const waits = desired.candidate === 'running' ? waitsFor(migration, desired, observed, traffic.forward.length > 0 || desired.rule === 'none') : [];
  return [...traffic.back, ...provision, ...waits, ...traffic.forward, ...removals(migration, desired, observed)];
}

/** Flags and group rules, parted by direction: `back` takes callers off the candidate, `forward` gives it callers. */
function trafficChanges(migration: Migration, desired: DesiredState, observed: Observed): { back: Change[]; forward: Change[] } {
  const back: Change[] = [];
  const forward: Change[] = [];
  const { flags } = desired;
  if (flags === 'none') {
    if (observed.flags !== 'none' && desired.rule === 'none') back.push({ kind: 'archive-flags' });
  } else if (observed.flags === 'none' || !sameFlags(flags, observed.flags)) {
    const lowers = observed.flags !== 'none' && (!flags.on || flags.cohortPercent < observed.flags.cohortPercent || flags.shadowPercent < observed.flags.shadowPercent);
    (lowers ? back : forward).push({ kind: 'set-flags', state: flags });
  }
  const wanted = desired.rule === 'none' ? [] : groupRules(migration, desired.rule, observed);
  const { put, extra } = diffRules(wanted, observed.groupRules);
  if (wanted.length === 0 && observed.groupRules.length > 0) back.push({ kind: 'remove-rules', role: 'group' });
  else {
    const lowers = desired.rule !== 'none' && desired.rule.candidate < candidateShare(observed.groupRules, migration.group.name);
    // A rule that no pattern asks for any more goes with all the others: they are written anew, together.
    if (extra) forward.push({ kind: 'remove-rules', role: 'group' });
    for (const rule of extra ? wanted : put) (lowers && !extra ? back : forward).push({ kind: 'put-rule', rule });
  }
  return { back, forward };
}

function provisionChanges(migration: Migration, desired: DesiredState, observed: Observed, { proxyGroups }: PlanContext): Change[] {
  const { candidate, group } = migration;
  const changes: Change[] = [];
  const why = reasonToDeploy(migration, observed);
  if (!observed.discovery) changes.push({ kind: 'create-discovery', name: candidate.discovery });
  // The health path is the target group's: it follows a new specification.
  if (observed.targetGroup === 'absent' || why) changes.push({ kind: 'put-target-group', name: targetGroupName(group.name) });
  if (desired.parkRule) {
    for (const rule of diffRules([parkRule(migration)], observed.parkRules).put) changes.push({ kind: 'put-rule', rule });
  }
  if (why) changes.push({ kind: 'deploy-service', service: candidate.service, image: candidate.image, why });
  if (candidate.scale && !sameScale(candidate.scale, observed.scale)) changes.push({ kind: 'set-scaling', service: candidate.service, scale: candidate.scale });
  if (!candidate.scale && observed.scale) changes.push({ kind: 'remove-scaling', service: candidate.service });
  if (desired.proxyKnowsGroup && observed.proxy.groups !== proxyGroups) changes.push({ kind: 'configure-proxy', groups: proxyGroups });
  return changes;
}

function reasonToDeploy({ candidate, group }: Migration, { service }: Observed): string | undefined {
  if (service === 'absent') return 'there is none yet';
  if (service.fingerprint !== specFingerprint({ group: group.name, candidate, targetGroup: targetGroupName(group.name) })) return 'the running one is of another specification';
  if (service.desired < minimumTasks(candidate)) return `${service.desired} tasks are asked for, ${minimumTasks(candidate)} are needed`;
  return undefined;
}

/** Healthy targets before weight: what must be true before callers are let near the candidate or the proxy. */
function waitsFor({ candidate }: Migration, desired: DesiredState, observed: Observed, before: boolean): Change[] {
  const waits: Change[] = [];
  const { service, targetGroup, proxy } = observed;
  if (service !== 'absent' && service.rollout !== 'complete') waits.push({ kind: 'await', what: `the rollout of ${candidate.service} is ${service.rollout} (${service.running} of ${service.desired} tasks run)` });
  if (!before) return waits;
  const healthy = targetGroup === 'absent' ? 0 : targetGroup.healthy;
  const need = minimumTasks(candidate);
  if (healthy < need) waits.push({ kind: 'await', what: `${healthy} of ${need} targets of ${candidate.service} are healthy` });
  if (desired.proxyKnowsGroup && proxy.rollout !== 'complete') waits.push({ kind: 'await', what: `the rollout of the proxy is ${proxy.rollout}` });
  if (desired.rule !== 'none' && desired.rule.proxy > 0 && proxy.healthy === 0) waits.push({ kind: 'await', what: 'no target of the proxy is healthy' });
  return waits;
}

/** What is no longer needed, in the order in which one thing lets go of the next. */
function removals({ candidate, group }: Migration, desired: DesiredState, observed: Observed): Change[] {
  const changes: Change[] = [];
  if (desired.flags === 'none' && desired.rule !== 'none' && observed.flags !== 'none') changes.push({ kind: 'archive-flags' });
  if (desired.candidate === 'absent') {
    if (observed.scale) changes.push({ kind: 'remove-scaling', service: candidate.service });
    if (observed.service !== 'absent') changes.push({ kind: 'remove-service', service: candidate.service });
  }
  if (!desired.parkRule && observed.parkRules.length > 0) changes.push({ kind: 'remove-rules', role: 'park' });
  if (desired.candidate === 'absent') {
    if (observed.targetGroup !== 'absent') changes.push({ kind: 'remove-target-group', name: targetGroupName(group.name) });
    if (observed.discovery) changes.push({ kind: 'remove-discovery', name: candidate.discovery });
  }
  return changes;
}

function sameFlags(a: { on: boolean; cohortPercent: number; shadowPercent: number }, b: typeof a): boolean {
  return a.on === b.on && a.cohortPercent === b.cohortPercent && a.shadowPercent === b.shadowPercent;
}

function sameScale(a: Scale, b: Scale | undefined): boolean {
  return a.min === b?.min && a.max === b.max && a.cpuPercent === b.cpuPercent && a.requestsPerTarget === b.requestsPerTarget;
}
