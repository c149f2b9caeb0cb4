import { BanyanError } from '../../domain/errors.ts';
import type { DataMover } from '../ports/data-mover.ts';

/** Where the configuration names no mover: a migration whose data moves cannot even be looked at. */
export function createNoMover(): DataMover {
  const refuse = async (groups: string): Promise<never> => {
    throw new BanyanError('MOVER_REFUSED', `the data of ${groups} moves, and the configuration names no mover`, { remedy: 'Start `banyan mover` and name it in the configuration as `mover`.' });
  };
  return { observe: (groups) => refuse(groups.join(', ')), ensure: refuse, remove: refuse };
}
