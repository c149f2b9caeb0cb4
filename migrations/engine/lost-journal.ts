import { BanyanError } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import type { Observed } from './observe.ts';
import type { Position } from './position.ts';

/**
 * What stands there of a group that was never begun, by its journal. Before anything of it is made, it is written down that it will be: so the journal is
 * another one, and to make the world as it says would take a group down that may be in the middle of its way. Empty: all is well. Pure.
 */
export function unwritten({ begun }: Pick<Position, 'begun'>, { groupRules, parkRules, service, targetGroup, flags }: Observed): readonly string[] {
  if (begun) return [];
  return [
    ...(groupRules.length > 0 ? ['a group rule'] : []),
    ...(parkRules.length > 0 ? ['a park rule'] : []),
    ...(service === 'absent' ? [] : ['a service']),
    ...(targetGroup === 'absent' ? [] : ['a target group']),
    ...(flags !== 'none' && flags.on ? ['a flag that is on'] : []),
  ];
}

/** `found` is what {@link unwritten} tells. */
export function lostJournal({ id, group }: Migration, found: readonly string[]): BanyanError {
  return new BanyanError('JOURNAL_LOST', `by its journal ${id} was never begun, and yet ${group.name} has ${found.join(', ')}: it is another journal, or it was lost`);
}
