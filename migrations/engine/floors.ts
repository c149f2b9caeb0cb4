import { minimumTasks } from '../../domain/candidate.ts';
import type { DesiredState } from '../../domain/desired-state.ts';
import type { Migration } from '../../domain/migration.ts';

/**
 * The fewest tasks the candidate may have: its minimum, and while its callers are moved there step by step, that part of its maximum which
 * answers their share. Auto Scaling looks at what came, one target group at a time: at 10 % it would have the candidate at its minimum, and the next
 * 40 % would meet it there; and what comes through the proxy it does not see at all.
 */
export function leastTasks({ candidate }: Migration, { rule, flags, retired }: DesiredState): number {
  const least = minimumTasks(candidate);
  if (!candidate.scale || rule === 'none' || retired) return least;
  const cohort = flags !== 'none' && flags.on ? flags.cohortPercent : 0;
  const share = (rule.candidate + (rule.proxy * cohort) / 100) / 100;
  return Math.max(least, Math.ceil(candidate.scale.max * share));
}

/** Whether legacy has to keep the tasks that it had before its callers went: whoever comes back must find them. Where it was just rolled back, they have just come. */
export function legacyFloor({ rule, candidate, retired }: DesiredState): 'held' | 'free' | 'as it is' {
  if (rule !== 'none') return retired ? 'free' : 'held';
  return candidate === 'absent' ? 'free' : 'as it is';
}
