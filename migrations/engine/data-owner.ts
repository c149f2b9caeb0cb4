import { ownerOf } from '../../domain/data-movement.ts';
import type { Upstream } from '../../domain/decision.ts';
import { describeEnd } from '../../domain/describe-data.ts';
import { desiredDataAt } from '../../domain/desired-data.ts';
import { BanyanError } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import { losesWrites } from './acts.ts';
import type { Ports } from './ports.ts';
import { readPosition } from './position.ts';

/**
 * Refuses to take a group back to legacy whose writes would be lost by it, before anything is changed. A mover that cannot be asked is in the way only where the position says that nothing
 * flows back any more: everywhere else the way back is to stay open.
 * @throws BanyanError WRITES_WOULD_BE_LOST
 */
export async function refuseToLoseWrites(ports: Ports, migration: Migration): Promise<void> {
  if (!migration.data) return;
  const lost = await whatWouldBeLost(ports, migration);
  if (lost !== undefined) throw new BanyanError('WRITES_WOULD_BE_LOST', `${migration.id} is not rolled back: ${lost}, and legacy's store has none of it`);
}

async function whatWouldBeLost({ mover, journal }: Ports, migration: Migration): Promise<string | undefined> {
  const { name } = migration.group;
  const data = await mover.observe([name]).then((all) => all[name] ?? 'absent', orUnknown);
  if (data !== 'unknown') return losesWrites(data) ? describeEnd(data) : undefined;
  const entries = await journal.read(migration.id).catch(orUnknown);
  // A journal that cannot be read keeps nobody on the candidate.
  const desired = entries === 'unknown' ? 'absent' : desiredDataAt(migration, readPosition(migration, entries).stop);
  return desired !== 'absent' && desired.flow === 'ended' ? 'nothing flows back any more, the mover cannot be asked how much was written since' : undefined;
}

/** Who owns the group's writes, as the stores say; `unknown` where the mover cannot be asked. Groups whose data does not move are written by whoever answers. */
export async function writesOwner({ mover }: Ports, { data, group }: Migration): Promise<Upstream | 'unknown' | 'nobody'> {
  if (!data) return 'nobody';
  return mover.observe([group.name]).then(
    (all) => {
      const seen = all[group.name] ?? 'absent';
      return seen === 'absent' ? 'legacy' : ownerOf(seen.flow);
    },
    orUnknown,
  );
}

function orUnknown(error: unknown): 'unknown' {
  if (error instanceof BanyanError) return 'unknown';
  throw error;
}
