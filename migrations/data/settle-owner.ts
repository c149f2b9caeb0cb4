import { BanyanError } from '../../domain/errors.ts';
import type { Ownership, Store } from './store.ts';

/**
 * Lets both stores say the same of who owns: the one that was told last is right. They disagree where a mover was killed in the middle of a change of owner.
 * Returns the row that holds; `undefined` where nothing of the movement is in legacy's store.
 * @throws BanyanError MOVER_REFUSED where one of them is no part of this movement
 */
export async function settleOwner(legacy: Store, candidate: Store): Promise<Ownership | undefined> {
  const [left, right] = await Promise.all([legacy.read(), candidate.read()]);
  if (left && right && left.epoch > right.epoch) await candidate.follow(left.owner, left.epoch);
  const holds = settledView(left, right);
  if (left && right && right.epoch > left.epoch) {
    await legacy.follow(right.owner, right.epoch);
    if (right.noted.told) await legacy.note({ told: right.noted.told });
  }
  return holds;
}

/** What both say together, where nothing is to be changed. */
export function settledView(left: Ownership | undefined, right: Ownership | undefined): Ownership | undefined {
  if (left?.side === 'candidate' || right?.side === 'legacy') {
    throw new BanyanError('MOVER_REFUSED', 'both variables of the migration lead to one database, or its stores have been exchanged', { remedy: 'Give each side a database of its own, under the variable that it had.' });
  }
  if (!left || !right || left.epoch >= right.epoch) return left;
  return { ...left, owner: right.owner, epoch: right.epoch, noted: { ...left.noted, told: right.noted.told ?? left.noted.told } };
}
