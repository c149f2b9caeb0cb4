import { minimumTasks } from '../../domain/candidate.ts';
import type { StoodRevision } from '../../domain/journal-entry.ts';
import type { Migration } from '../../domain/migration.ts';
import type { Change } from './change.ts';
import type { Observed } from './observe.ts';
import { hasFallen, wantedFingerprint, type Revisions } from './revisions.ts';
import { needsRenewal, type Renewal } from './renewal.ts';
import { candidateShare, targetGroupName } from './rules.ts';

/** What the candidate's service, and the target group it is registered in, need. The target group first: ECS asks for it. */
export interface ServiceChanges {
  readonly targetGroup: readonly Change[];
  readonly service: readonly Change[];
}

/**
 * The file's revision runs, unless it has been tried and did not come up: then the last that stood healthy does. A revision whose rollout
 * ECS has given up is one that did not come up, where there is another to go back to.
 */
export function planService(migration: Migration, observed: Observed, revisions: Revisions): ServiceChanges {
  const { stood } = revisions;
  const failed = observed.service !== 'absent' && observed.service.rollout === 'failed' && isAsSpecified(migration, observed);
  const back = stood && stood.fingerprint !== wantedFingerprint(migration) && (failed || hasFallen(migration, revisions)) ? stood : undefined;
  return back ? goBack(migration, observed, revisions.renewal, back) : goOn(migration, observed, revisions.renewal);
}

function goOn(migration: Migration, observed: Observed, renewal: Renewal): ServiceChanges {
  const { candidate, group } = migration;
  const why = reasonToDeploy(migration, observed);
  // The health path is the target group's: it follows a new specification.
  const needsTargetGroup = observed.targetGroup === 'absent' || !isAsSpecified(migration, observed);
  return {
    targetGroup: needsTargetGroup ? [{ kind: 'put-target-group', name: targetGroupName(group.name), health: candidate.health }] : [],
    service: why ? [{ kind: 'deploy-service', service: candidate.service, image: candidate.image, why }] : renewals(migration, observed, renewal),
  };
}

function goBack(migration: Migration, observed: Observed, renewal: Renewal, { revision, fingerprint, image, health }: StoodRevision): ServiceChanges {
  const { candidate, group } = migration;
  const { service } = observed;
  const runs = service !== 'absent' && service.fingerprint === fingerprint && service.desired >= minimumTasks(candidate);
  return {
    targetGroup: observed.targetGroup === 'absent' || !runs ? [{ kind: 'put-target-group', name: targetGroupName(group.name), health }] : [],
    service: runs ? renewals(migration, observed, renewal) : [{ kind: 'restore-revision', service: candidate.service, revision, image, fallen: candidate.image }],
  };
}

function isAsSpecified(migration: Migration, { service }: Observed): boolean {
  return service !== 'absent' && service.fingerprint === wantedFingerprint(migration);
}

function reasonToDeploy(migration: Migration, observed: Observed): string | undefined {
  const { candidate } = migration;
  const { service } = observed;
  if (service === 'absent') return 'there is none yet';
  if (!isAsSpecified(migration, observed)) return 'the running one is of another specification';
  if (service.desired < minimumTasks(candidate)) return `${service.desired} tasks are asked for, ${minimumTasks(candidate)} are needed`;
  return undefined;
}

/** Fresh tasks of the same revision. */
function renewals({ candidate, group }: Migration, observed: Observed, renewal: Renewal): readonly Change[] {
  const { service, targetGroup } = observed;
  if (service === 'absent' || targetGroup === 'absent') return [];
  const renew = (why: string): Change => ({ kind: 'renew-tasks', service: candidate.service, revision: service.revision, why });
  if (needsRenewal(renewal, observed)) {
    const isLetGo = candidateShare(observed.groupRules, group.name) === 0;
    return [...(isLetGo ? [] : [AWAIT_NOBODY]), renew('what the load balancer opened straight to its tasks, such as WebSockets, stays open until they are gone')];
  }
  // Tasks that run and are no targets any more get no request, and ECS does not register a task twice.
  const need = Math.min(service.running, minimumTasks(candidate));
  if (service.rollout !== 'complete' || targetGroup.total >= need) return [];
  return [renew(`${service.running} tasks run, ${targetGroup.total} of them registered as targets`)];
}

const AWAIT_NOBODY: Change = { kind: 'await', what: 'the load balancer still sends callers to the candidate' };
