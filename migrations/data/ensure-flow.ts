import { ownerOf, type DesiredData } from '../../domain/data-movement.ts';
import { BanyanError } from '../../domain/errors.ts';
import { handOver } from './hand-over.ts';
import type { MovementDeps } from './movement-deps.ts';
import { settleOwner } from './settle-owner.ts';
import { acceptShape } from './shape.ts';
import { flowOf, refuseWrongWay, tellStores, watchedTables, wayOf } from './tell.ts';

/** Brings about what is told, a change of owner included, and has it written down. Copying and comparing go on afterwards. @throws BanyanError MOVER_REFUSED */
export async function ensureFlow(deps: MovementDeps, told: DesiredData): Promise<void> {
  const { group, data, legacy, candidate, now, elapsed } = deps;
  const holds = await settleOwner(legacy, candidate);
  const from = holds ? flowOf(holds) : 'none';
  refuseWrongWay(group, from, told);
  if (!holds || ownerOf(from) === ownerOf(told.flow)) return await tellStores(data, deps, from, told, now());
  const check = (): Promise<void> => acceptShape(data, legacy, candidate);
  await check();
  const way = wayOf(deps, data, from === 'reverse' ? 'reverse' : 'forward');
  if (way.direction === 'forward') await refuseUnfilled(deps);
  await legacy.takeOver();
  await candidate.takeOver();
  const watched = watchedTables(data);
  const gains = ownerOf(told.flow);
  // Now, for nobody writes there yet: a writer that waits at the fence has hold of its table.
  await way.to.install(gains, watched[gains], 'on');
  const lacking = [...(await legacy.missing(watched.legacy, 'on')), ...(await candidate.missing(watched.candidate, 'on'))];
  if (lacking.length > 0) throw new BanyanError('MOVER_REFUSED', `not everything is in place: ${lacking.join(', ')}`, { remedy: 'Tell the mover the same flow again, which puts it right; then change the owner.' });
  const pause = await handOver({ way, told, tables: watched[gains], check, now, elapsed });
  await legacy.note({ pause });
}

/** Takes away what the movement left in both stores. @throws BanyanError MOVER_REFUSED while the candidate owns the writes */
export async function removeMovement({ group, data, legacy, candidate }: MovementDeps): Promise<void> {
  const holds = await settleOwner(legacy, candidate);
  if (holds?.owner === 'candidate') throw new BanyanError('MOVER_REFUSED', `the candidate of ${group} owns the writes`);
  const watched = watchedTables(data);
  await legacy.uninstall(watched.legacy.map(({ table }) => table));
  await candidate.uninstall(watched.candidate.map(({ table }) => table));
}

async function refuseUnfilled({ data, candidate }: MovementDeps): Promise<void> {
  const progress = await candidate.progress();
  const lacks = data.tables.filter(({ table }) => !progress.get(table)?.done).map(({ table }) => table);
  if (lacks.length > 0) throw new BanyanError('MOVER_REFUSED', `the candidate’s store is not filled: ${lacks.join(', ')} ${lacks.length === 1 ? 'is' : 'are'} not copied yet`);
}
