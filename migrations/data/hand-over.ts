import type { DesiredData } from '../../domain/data-movement.ts';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { applyChanges, type Way } from './sync.ts';
import type { Fence, Side, WatchedTable } from './store.ts';

export interface HandOver {
  readonly way: Way;
  readonly told: DesiredData;
  /** The tables that get their writes elsewhere from now on: their keys go on where the others' end. */
  readonly tables: readonly WatchedTable[];
  /** Asked once more while nobody writes. @throws where something speaks against it */
  readonly check: () => Promise<void>;
  /** Epoch milliseconds, and milliseconds that only grow. */
  readonly now: () => number;
  readonly elapsed: () => number;
}

/** Writers are held no longer than this, come what may. */
const PATIENCE_MS = 2_000;
/** What is on the way when writers begin to wait: no more than can be applied in a moment. */
const FEW = 50;
const ROUNDS = 2_000;
const TRIES = 5;

/**
 * Moves the ownership of the writes from one store to the other. Writers of both are made to wait; what is on the way is applied, to the last change; then the store that loses the ownership is
 * told so, durably, and after it the one that gains it. Until the first of the two is committed nothing has changed, and afterwards only the new owner can write: whoever is killed between them
 * leaves a moment without an owner, never one with two, and the greater epoch says what is to be (`settleOwner`). Returns how long writers waited.
 * @throws BanyanError MOVER_REFUSED, nothing changed
 */
export async function handOver(order: HandOver): Promise<{ readonly at: number; readonly ms: number }> {
  const { way } = order;
  await catchUp(order);
  for (let tries = 1; ; tries++) {
    try {
      return await handOverNow(order);
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      if (tries === TRIES) throw new BanyanError('MOVER_REFUSED', `writers of ${way.direction === 'forward' ? 'legacy’s' : 'the candidate’s'} store did not end their transactions within ${PATIENCE_MS / 4} ms, ${TRIES} times; they went on undisturbed`, { cause: error });
    }
  }
}

async function handOverNow({ way, told, tables, check, now, elapsed }: HandOver): Promise<{ readonly at: number; readonly ms: number }> {
  const { from, to, direction } = way;
  const owner: Side = direction === 'forward' ? 'candidate' : 'legacy';
  const [mine, other] = [await from.read(), await to.read()];
  if (!mine || !other) throw new BanyanError('MOVER_REFUSED', 'nothing of the movement is in the stores');
  // Where somebody else changes the owner meanwhile, this epoch is too small and nothing is changed.
  const epoch = Math.max(mine.epoch, other.epoch) + 1;
  const fences: Fence[] = [];
  try {
    // Nobody writes there yet: whoever comes too soon waits instead of being refused.
    fences.push(await to.fence(PATIENCE_MS / 4));
    const began = elapsed();
    fences.push(await from.fence(PATIENCE_MS / 4));
    const drain = async (): Promise<void> => {
      while ((await applyChanges(way)) > 0) {
        if (elapsed() - began > PATIENCE_MS) throw new BanyanError('MOVER_REFUSED', `the changes on the way were not applied within ${PATIENCE_MS} ms; writers went on`);
      }
      await to.advanceKeys(tables.map(({ table }) => table));
    };
    await allDone([drain(), check()]);
    const [gains, loses] = fences;
    await loses?.flip(owner, epoch, told);
    await gains?.flip(owner, epoch, told);
    return { at: now(), ms: Math.round(elapsed() - began) };
  } finally {
    for (const fence of fences.toReversed()) await fence.release();
  }
}

/** Nothing may still be under way when it is given up. */
async function allDone(work: readonly Promise<unknown>[]): Promise<void> {
  for (const done of await Promise.allSettled(work)) if (done.status === 'rejected') throw done.reason;
}

/** While writers go on. @throws BanyanError MOVER_REFUSED where they are quicker */
async function catchUp({ way }: HandOver): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    if ((await applyChanges(way)) <= FEW) return;
  }
  throw new BanyanError('MOVER_REFUSED', 'changes come quicker than they can be applied, so the ownership of the writes cannot move');
}

function isLockTimeout(error: unknown): boolean {
  return (error as { code?: unknown }).code === '55P03' || /lock timeout/.test(messageOf(error));
}
