import type { Scale } from '../../domain/candidate.ts';
import type { DesiredState, FlagState } from '../../domain/desired-state.ts';
import type { Migration } from '../../domain/migration.ts';
import { renderRetiredGroups } from '../../domain/retired-groups.ts';
import type { Change } from './change.ts';
import { leastTasks, legacyFloor } from './floors.ts';
import type { Observed } from './observe.ts';
import { planData } from './plan-data.ts';
import { planService } from './plan-service.ts';
import type { Revisions } from './revisions.ts';
import { candidateShare, diffRules, eclipses, groupRules, parkRule, targetGroupName, type Priorities } from './rules.ts';

/** What a plan needs beside the migration: how the proxy's configuration must read, and where Banyan's rules may stand. */
export interface PlanContext {
  readonly proxyGroups: string;
  readonly priorities: Priorities;
}

/**
 * The changes that make the observed state the desired one, in the order in which they must be made:
 * what brings writes and traffic back to legacy first, then what the candidate needs, then waiting for it, then what gives it
 * data and traffic, and last what is no longer needed. Empty where nothing differs. Pure.
 */
export function planChanges(migration: Migration, desired: DesiredState, observed: Observed, context: PlanContext, revisions: Revisions): readonly Change[] {
  const traffic = trafficChanges(migration, desired, observed, context);
  const data = planData(migration, desired, observed, context.priorities);
  const provision = desired.candidate === 'running' ? provisionChanges(migration, desired, observed, context, revisions) : [];
  const waits = desired.candidate === 'running' ? [...waitsFor(migration, desired, observed, traffic.forward.length > 0 || data.forward.length > 0 || desired.rule === 'none'), ...lastOpen(migration, observed, revisions)] : [];
  return [...data.back, ...traffic.back, ...provision, ...waits, ...data.forward, ...traffic.forward, ...data.last, ...removals(migration, desired, observed)];
}

/** Flags and group rules, parted by direction: `back` takes callers off the candidate, `forward` gives it callers. */
function trafficChanges(migration: Migration, desired: DesiredState, observed: Observed, { priorities }: PlanContext): { back: Change[]; forward: Change[] } {
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
  const { put, extra } = diffRules(wanted, observed.groupRules, priorities);
  if (wanted.length === 0 && observed.groupRules.length > 0) back.push({ kind: 'remove-rules', role: 'group' });
  else {
    const lowers = desired.rule !== 'none' && desired.rule.candidate < candidateShare(observed.groupRules, migration.group.name);
    // A rule that no pattern asks for any more goes with all the others: they are written anew, together.
    if (extra) forward.push({ kind: 'remove-rules', role: 'group' });
    for (const rule of extra ? wanted : put) (lowers && !extra ? back : forward).push({ kind: 'put-rule', rule });
    forward.push(...eclipses(wanted, observed, priorities).map((what) => ({ kind: 'await' as const, what })));
  }
  return { back, forward };
}

function provisionChanges(migration: Migration, desired: DesiredState, observed: Observed, { proxyGroups, priorities }: PlanContext, revisions: Revisions): Change[] {
  const { candidate } = migration;
  const changes: Change[] = [];
  const { targetGroup, service } = planService(migration, observed, revisions);
  if (!observed.discovery) changes.push({ kind: 'create-discovery', name: candidate.discovery });
  changes.push(...targetGroup);
  if (desired.parkRule) {
    for (const rule of diffRules([parkRule(migration)], observed.parkRules, priorities).put) changes.push({ kind: 'put-rule', rule });
  }
  changes.push(...service);
  const scale = candidate.scale && { ...candidate.scale, min: leastTasks(migration, desired) };
  if (scale && !sameScale(scale, observed.scale)) changes.push({ kind: 'set-scaling', service: candidate.service, scale });
  if (legacyFloor(desired) === 'held' && (observed.legacyFloor === 'free' || observed.legacyFloor === 'lowered')) changes.push({ kind: 'set-legacy-floor', held: true });
  if (!candidate.scale && observed.scale) changes.push({ kind: 'remove-scaling', service: candidate.service });
  if (desired.proxyKnowsGroup && observed.proxy.groups !== proxyGroups) changes.push({ kind: 'configure-proxy', groups: proxyGroups });
  changes.push(...retiredChange(migration, desired, observed));
  return changes;
}

/** Healthy targets before weight: what must be true before callers are let near the candidate or the proxy. */
function waitsFor(migration: Migration, desired: DesiredState, observed: Observed, before: boolean): Change[] {
  const waits: Change[] = [];
  const { candidate } = migration;
  const { service, targetGroup, proxy } = observed;
  if (service !== 'absent' && service.rollout !== 'complete') waits.push({ kind: 'await', what: `the rollout of ${candidate.service} is ${service.rollout} (${service.running} of ${service.desired} tasks run)` });
  const healthy = targetGroup === 'absent' ? 0 : targetGroup.healthy;
  const need = leastTasks(migration, desired);
  // Once callers are there, how many targets are enough is the gates' question; none at all is as good as no candidate.
  if (before ? healthy < need : healthy === 0) waits.push({ kind: 'await', what: `${healthy} of ${need} targets of ${candidate.service} are healthy` });
  // Before the flags go that say so too.
  if (desired.retired && proxy.rollout !== 'complete') waits.push({ kind: 'await', what: `the rollout of the proxy is ${proxy.rollout}` });
  if (!before) return waits;
  if (desired.proxyKnowsGroup && proxy.rollout !== 'complete') waits.push({ kind: 'await', what: `the rollout of the proxy is ${proxy.rollout}` });
  if (desired.rule !== 'none' && desired.rule.proxy > 0 && proxy.healthy === 0) waits.push({ kind: 'await', what: 'no target of the proxy is healthy' });
  return waits;
}

function retiredChange({ group }: Migration, desired: DesiredState, { proxy }: Observed): readonly Change[] {
  return desired.retired === proxy.retired.includes(group.name) ? [] : [{ kind: 'tell-retired', groups: renderRetiredGroups(proxy.retired, group.name, desired.retired) }];
}

/** What is no longer needed, in the order in which one thing lets go of the next. */
function removals(migration: Migration, desired: DesiredState, observed: Observed): Change[] {
  const { candidate, group } = migration;
  const changes: Change[] = [];
  if (desired.flags === 'none' && desired.rule !== 'none' && observed.flags !== 'none') changes.push({ kind: 'archive-flags' });
  if (desired.candidate === 'absent') {
    changes.push(...retiredChange(migration, desired, observed));
    if (observed.scale) changes.push({ kind: 'remove-scaling', service: candidate.service });
    if (observed.service !== 'absent') changes.push({ kind: 'remove-service', service: candidate.service });
    changes.push(...lastAnswers(candidate.service, observed));
  }
  if (legacyFloor(desired) === 'free' && (observed.legacyFloor === 'held' || observed.legacyFloor === 'lowered')) changes.push({ kind: 'set-legacy-floor', held: false });
  if (!desired.parkRule && observed.parkRules.length > 0) changes.push({ kind: 'remove-rules', role: 'park' });
  if (desired.candidate === 'absent') {
    if (observed.targetGroup !== 'absent') changes.push({ kind: 'remove-target-group', name: targetGroupName(group.name) });
    if (observed.discovery) changes.push({ kind: 'remove-discovery', name: candidate.discovery });
  }
  return changes;
}

/** Requests that came before the rules went are answered by targets that are being drained: they would break off with their target group. */
function lastAnswers(service: string, { targetGroup }: Observed): readonly Change[] {
  const left = targetGroup === 'absent' ? 0 : targetGroup.total + targetGroup.draining;
  return left === 0 ? [] : [{ kind: 'await', what: `${left} targets of ${service} may still have requests under way` }];
}

/** What was opened straight to the candidate's tasks is open for as long as those are being drained. */
function lastOpen({ candidate }: Migration, { targetGroup }: Observed, { renewal }: Revisions): readonly Change[] {
  const left = renewal.kind === 'none' || targetGroup === 'absent' ? 0 : targetGroup.draining;
  return left === 0 ? [] : [{ kind: 'await', what: `${left} targets of ${candidate.service} are being drained: what callers opened to them ends with them` }];
}

function sameFlags(wanted: FlagState, seen: FlagState): boolean {
  return wanted.on === seen.on && wanted.cohortPercent === seen.cohortPercent && wanted.shadowPercent === seen.shadowPercent && (wanted.writes === undefined || wanted.writes === seen.writes);
}

function sameScale(a: Scale, b: Scale | undefined): boolean {
  return a.min === b?.min && a.max === b.max && a.cpuPercent === b.cpuPercent && a.requestsPerTarget === b.requestsPerTarget;
}
