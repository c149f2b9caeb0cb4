import { BanyanError } from '../../domain/errors.ts';
import type { DataMover } from '../ports/data-mover.ts';

/** No mover is configured, so a migration whose data moves cannot even be looked at: whatever was said of the stores would be a guess. */
export function createNoMover(): DataMover {
  const refuse = async (groups: string): Promise<never> => {
    throw new BanyanError('MOVER_REFUSED', `the data of ${groups} is to move, and the configuration names no mover`, { remedy: 'Start `banyan mover`, and name its admin port as `mover.url` in the configuration.' });
  };
  return { observe: (groups) => refuse(groups.join(', ')), ensure: refuse, remove: refuse };
}
