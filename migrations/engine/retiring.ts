import { cohortFlag, shadowFlag } from '../../domain/flag-names.ts';
import type { Migration } from '../../domain/migration.ts';
import type { Tick } from './tick-result.ts';

/** What retiring a group ends for good, in words, for whoever is to say yes to it. */
export function whatRetiringEnds({ group, data, steps }: Migration): readonly string[] {
  const gone = steps.some((step) => step.kind === 'retire' && step.stragglers === 'gone');
  return [
    `retiring ${group.name} ends the ways back that are quick: the flags ${cohortFlag(group.name)} and ${shadowFlag(group.name)} are archived, with everybody's strategies in them, and the park rule is removed`,
    `whoever still comes through the proxy gets ${gone ? '410 Gone' : 'the candidate'}, never legacy, not even where the candidate fails`,
    ...(data ? [`what the candidate writes no longer flows back to legacy’s store: from then on ${group.name} cannot be rolled back at all`] : []),
    'nobody watches any more whether legacy could still serve the group',
  ];
}

/** Whether nothing but a person's yes to retiring is missing: waiting would be for ever. */
export function wantsYes(tick: Tick): boolean {
  return tick.kind === 'held' && tick.verdicts.length > 0 && tick.verdicts.every(({ gate, state }) => state === 'open' || gate === 'retire') && tick.verdicts.some(({ gate, state }) => gate === 'retire' && state === 'held');
}
