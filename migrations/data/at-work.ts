import type { DesiredData } from '../../domain/data-movement.ts';
import { createBackfill } from './backfill.ts';
import type { MovementDeps } from './movement-deps.ts';
import { keyText } from './rows.ts';
import { acceptShape } from './shape.ts';
import { settleOwner } from './settle-owner.ts';
import { applyChanges, MOST } from './sync.ts';
import { flowOf, wayOf } from './tell.ts';
import { createVerifier, type Verifier } from './verify.ts';

/** One mover at work on one group, from taking over until something else is told or something fails: then another begins from what the stores say. */
export interface AtWork {
  /** Does one piece. Returns after how many milliseconds there is more. */
  turn(): Promise<number>;
  readonly verifier: Verifier;
}

const IDLE_MS = 50;
const SHAPE_EVERY_MS = 1_000;
const SKIP_EVERY_MS = 5_000;
const RETRY_EVERY_MS = 2_000;
/** Of the time, a tenth is spent on comparing again what was equal twice: the first pass may have begun before the engine had seen that all is as the stop desires, and does not count then. */
const REST = { times: 9, least: 1_000, most: 600_000 };

/** Takes over from whoever moved before. `undefined`: nothing is to be moved. */
export async function takeOver(deps: MovementDeps, onCopied: (rows: number) => void): Promise<AtWork | undefined> {
  const holds = await settleOwner(deps.legacy, deps.candidate);
  const flow = holds ? flowOf(holds) : 'none';
  if (!holds?.noted.told || flow === 'none' || flow === 'ended') return undefined;
  await deps.legacy.takeOver();
  await deps.candidate.takeOver();
  return createAtWork(deps, holds.noted.told, flow, onCopied);
}

function createAtWork(deps: MovementDeps, told: DesiredData, flow: 'forward' | 'reverse', onCopied: (rows: number) => void): AtWork {
  const { data, legacy, candidate, elapsed } = deps;
  const way = wayOf(deps, data, flow);
  const backfill = createBackfill(way, elapsed);
  const verifier = createVerifier({ ...deps, way });
  let isFilled = flow === 'reverse' || !told.backfill;
  let shapeAt = -Infinity;
  let skipAt = elapsed() + SKIP_EVERY_MS;
  let retryAt = elapsed() + RETRY_EVERY_MS;
  let verifyAt = -Infinity;
  let passBegan = elapsed();
  let passes = 0;

  async function apply(): Promise<number> {
    const isDue = elapsed() >= retryAt;
    if (isDue) retryAt = elapsed() + RETRY_EVERY_MS;
    return applyChanges(way, backfill.touched, isDue ? (await way.to.quarantined()).rows : []);
  }

  async function copy(): Promise<number> {
    const { rows, done, pauseMs } = await backfill.step();
    isFilled = done;
    onCopied(rows);
    return pauseMs;
  }

  async function compare(): Promise<number> {
    const before = verifier.state().lastPass;
    await verifier.step(new Set((await way.to.quarantined()).rows.map(({ table, key }) => `${table} ${keyText(key)}`)));
    if (verifier.state().lastPass === before) return 0;
    passes += 1;
    verifyAt = elapsed() + (passes === 1 ? REST.least : Math.min(REST.most, Math.max(REST.least, (elapsed() - passBegan) * REST.times)));
    passBegan = verifyAt;
    return 0;
  }

  return {
    verifier,
    async turn() {
      if (elapsed() - shapeAt >= SHAPE_EVERY_MS) {
        await acceptShape(data, legacy, candidate);
        shapeAt = elapsed();
      }
      if (elapsed() >= skipAt) {
        await way.to.skip();
        skipAt = elapsed() + SKIP_EVERY_MS;
      }
      const applied = await apply();
      if (applied >= MOST.rows) return 0;
      if (!isFilled) return copy();
      if (told.verify && elapsed() >= verifyAt) return compare();
      return applied > 0 ? 0 : IDLE_MS;
    },
  };
}
