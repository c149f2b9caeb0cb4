import { BanyanError } from '../../domain/errors.ts';
import type { DataMover } from '../ports/data-mover.ts';

/** This version has no mover, so a migration whose data moves cannot even be looked at: whatever it said of the stores would be a guess. */
export function createNoMover(): DataMover {
  const refuse = async (groups: string): Promise<never> => {
    throw new BanyanError('MOVER_REFUSED', `the data of ${groups} is to move, and this version of Banyan has nothing that moves it`, { remedy: 'Leave `data` and the steps that move it (sync, backfill, verifyData, cutover, reverse) out of the migration file.' });
  };
  return { observe: (groups) => refuse(groups.join(', ')), ensure: refuse, remove: refuse };
}
