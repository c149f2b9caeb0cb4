import { unchanged, type MovedData } from '../../domain/data-mapping.ts';
import { ownerOf, type DataFlow, type DesiredData } from '../../domain/data-movement.ts';
import { BanyanError } from '../../domain/errors.ts';
import { routesOf, type Direction } from './route.ts';
import type { Way } from './sync.ts';
import type { Capturing, Ownership, Side, Store, WatchedTable } from './store.ts';

export interface Stores {
  readonly legacy: Store;
  readonly candidate: Store;
}

/** From the store that owns the writes to the one that follows. */
export function wayOf({ legacy, candidate }: Stores, data: MovedData, direction: Direction): Way {
  const [from, to] = direction === 'forward' ? [legacy, candidate] : [candidate, legacy];
  return { direction, from, to, routes: routesOf(data, direction) };
}

/** The flow that the stores themselves tell of. */
export function flowOf({ owner, noted: { told } }: Pick<Ownership, 'owner' | 'noted'>): DataFlow {
  if (owner === 'candidate') return told?.flow === 'ended' ? 'ended' : 'reverse';
  return told?.flow === 'forward' ? 'forward' : 'none';
}

/** Whether a change of flow is one that can be. @throws BanyanError MOVER_REFUSED */
export function refuseWrongWay(group: string, from: DataFlow, { flow }: DesiredData): void {
  if (from === 'ended' && flow !== 'ended') throw new BanyanError('MOVER_REFUSED', `nothing of ${group} flows back any more`);
  const isHandOver = (from === 'forward' && flow === 'reverse') || (from === 'reverse' && flow === 'forward');
  if (ownerOf(from) !== ownerOf(flow) && !isHandOver) throw new BanyanError('MOVER_REFUSED', `the writes of ${group} cannot go from ${from} to ${flow}`);
}

export function watchedTables({ tables }: MovedData): { readonly legacy: readonly WatchedTable[]; readonly candidate: readonly WatchedTable[] } {
  const links = tables.flatMap(({ targets }) => targets);
  const candidate = new Map(links.map(({ table, key }) => [table, { table, key, isMapped: links.some((link) => link.table === table && link.back !== unchanged) }]));
  return { legacy: tables.map(({ table, key, targets }) => ({ table, key, isMapped: targets.some(({ forward }) => forward !== unchanged) })), candidate: [...candidate.values()] };
}

/** What each store captures while changes flow that way. */
export function capturingOf(flow: DataFlow): Readonly<Record<Side, Capturing>> {
  if (flow === 'forward') return { legacy: 'on', candidate: 'ready' };
  return flow === 'reverse' ? { legacy: 'ready', candidate: 'on' } : { legacy: 'off', candidate: 'off' };
}

/** Everything but a change of owner: brings both stores to where that flow has them, and writes down what was told. What was there is put right, never begun anew; only after `none` all begins from nothing. */
export async function tellStores(data: MovedData, { legacy, candidate }: Stores, from: DataFlow, told: DesiredData, now: number): Promise<void> {
  const watched = watchedTables(data);
  const capturing = capturingOf(told.flow);
  if (from === 'none') for (const store of [candidate, legacy]) if (await store.read()) await store.void();
  const isNew = (await candidate.read()) === undefined;
  await candidate.install('candidate', watched.candidate, capturing.candidate);
  try {
    await legacy.install('legacy', watched.legacy, capturing.legacy);
  } catch (error) {
    if (isNew) await candidate.uninstall(watched.candidate.map(({ table }) => table));
    throw error;
  }
  if (told.flow === 'none') for (const store of [candidate, legacy]) await store.void();
  if (told.flow === 'ended' && from !== 'ended') await legacy.note({ ended: { at: now, before: await candidate.writes(watched.candidate.map(({ table }) => table)) } });
  await legacy.note({ told });
}
