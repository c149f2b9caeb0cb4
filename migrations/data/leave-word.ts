import { BanyanError } from '../../domain/errors.ts';
import type { MovementDeps } from './movement-deps.ts';
import { settledView } from './settle-owner.ts';
import type { AtHand, Store, Word } from './store.ts';
import { flowOf, type Stores } from './tell.ts';

/** More seldom than it would burden a store, more often than anybody looks. */
const EVERY_MS = 1_000;
/** Who leads and says nothing for so long works on something long, or is gone. */
const GOOD_MS = 15_000;

/** Leaves word in legacy's store, now and then, of what only the mover that leads knows. That it cannot be done is no trouble of the movement's. */
export function createWordLeaver(deps: Pick<MovementDeps, 'legacy' | 'candidate' | 'elapsed'>): (hand: AtHand) => Promise<void> {
  const { legacy, elapsed } = deps;
  let leftAt = -Infinity;
  return async (hand) => {
    if (elapsed() - leftAt < EVERY_MS) return;
    leftAt = elapsed();
    await wordOf(deps, hand).then((word) => word && legacy.leaveWord(word)).catch(() => undefined);
  };
}

/** While nothing flows there is nothing to say that the stores do not. */
async function wordOf({ legacy, candidate }: Stores, hand: AtHand): Promise<Word | undefined> {
  const holds = settledView(await legacy.read(), await candidate.read());
  const flow = holds ? flowOf(holds) : 'none';
  if (flow !== 'forward' && flow !== 'reverse') return undefined;
  return { ...hand, lag: await (flow === 'reverse' ? candidate : legacy).lag() };
}

/** What the mover that leads has left word of; `undefined`: it had nothing to say yet. @throws BanyanError MOVER_UNREACHABLE where that was too long ago */
export async function lastWord(legacy: Store, group: string): Promise<Word | undefined> {
  const left = await legacy.word();
  if (left && left.ageMs > GOOD_MS) throw new BanyanError('MOVER_UNREACHABLE', `the mover that leads ${group} has not been heard of for ${Math.round(left.ageMs / 1_000)} s`, { remedy: 'Look whether it still works on something long, or is cut off from legacy’s store; stopped, it lets this one lead.' });
  return left?.word;
}
