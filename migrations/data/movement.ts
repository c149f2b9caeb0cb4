import type { MovedData } from '../../domain/data-mapping.ts';
import { ownerOf, type DesiredData, type ObservedData } from '../../domain/data-movement.ts';
import { BanyanError } from '../../domain/errors.ts';
import { createBackfill, type Backfill } from './backfill.ts';
import { describeTrouble } from './describe-trouble.ts';
import { handOver } from './hand-over.ts';
import { observeMovement, type Rate } from './observe-movement.ts';
import { routesOf, type Direction } from './route.ts';
import { keyText, type TextRow } from './rows.ts';
import { settleOwner } from './settle-owner.ts';
import { readShapes } from './shape.ts';
import { applyChanges, MOST, type Way } from './sync.ts';
import { flowOf, refuseWrongWay, tellStores, watchedTables, type Stores } from './tell.ts';
import { createVerifier, type Verifier } from './verify.ts';

export interface MovementDeps extends Stores {
  readonly group: string;
  readonly data: MovedData;
  /** Whether this mover is the one that moves this group; a second one only looks on. */
  readonly leads: () => Promise<boolean>;
  /** Epoch milliseconds, and milliseconds that only grow. */
  readonly now: () => number;
  readonly elapsed: () => number;
  readonly salt: string;
}

/** The movement of one group's data. One thing at a time: nothing is applied while a chunk is compared, and nothing is told while something is applied. */
export interface Movement {
  readonly group: string;
  /** Does one piece of what is to be done. Returns after how many milliseconds there is more. Never throws: what fails is told by `observe` and tried again. */
  turn(): Promise<number>;
  observe(): Promise<ObservedData | 'absent'>;
  ensure(told: DesiredData): Promise<void>;
  remove(): Promise<void>;
  close(): Promise<void>;
}

interface Standing {
  readonly told: DesiredData;
  readonly way: Way;
  readonly backfill: Backfill;
  readonly verifier: Verifier;
  filled: boolean;
  shapeAt: number;
  retryAt: number;
  verifyAt: number;
  passBegan: number;
}

const IDLE_MS = 50;
const SHAPE_EVERY_MS = 1_000;
const RETRY_EVERY_MS = 2_000;
/** Of the time, a tenth is spent on comparing again what was equal once. */
const REST = { times: 9, least: 1_000, most: 600_000 };
const LONGEST_WAIT_MS = 5_000;

export function createMovement(deps: MovementDeps): Movement {
  const { group, data, legacy, candidate, now, elapsed } = deps;
  let standing: Standing | 'idle' | undefined;
  let problems: readonly string[] = [];
  let failures = 0;
  let rate: Rate = { since: elapsed(), rows: 0, perSecond: 0 };
  let queue: Promise<unknown> = Promise.resolve();

  function alone<T>(work: () => Promise<T>): Promise<T> {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  }

  function wayOf(direction: Direction): Way {
    const [from, to] = direction === 'forward' ? [legacy, candidate] : [candidate, legacy];
    return { direction, from, to, routes: routesOf(data, direction) };
  }

  /** Looks at both stores anew, and takes over from whoever moved before. */
  async function stand(): Promise<Standing | 'idle'> {
    const holds = await settleOwner(legacy, candidate);
    const flow = holds ? flowOf(holds) : 'none';
    if (!holds?.noted.told || flow === 'none' || flow === 'ended') return 'idle';
    const way = wayOf(flow);
    await legacy.takeOver();
    await candidate.takeOver();
    const forward = wayOf('forward');
    return { told: holds.noted.told, way, backfill: createBackfill(forward, elapsed), verifier: createVerifier(way, now, deps.salt), filled: false, shapeAt: -Infinity, retryAt: elapsed() + RETRY_EVERY_MS, verifyAt: -Infinity, passBegan: elapsed() };
  }

  /** @throws BanyanError MOVER_REFUSED where a table is not as it was */
  async function checkShape(): Promise<void> {
    const noted = (await legacy.read())?.noted.shape ?? null;
    const { shape, problems: found } = await readShapes(data, legacy, candidate, noted);
    if (found.length > 0) throw new ShapeChanged(found);
    if (JSON.stringify(noted) !== JSON.stringify(shape)) await legacy.note({ shape });
  }

  async function work(): Promise<number> {
    if (!(await deps.leads())) {
      standing = undefined;
      return IDLE_MS * 4;
    }
    standing ??= await stand();
    if (standing === 'idle') return IDLE_MS * 4;
    const here = standing;
    if (elapsed() - here.shapeAt >= SHAPE_EVERY_MS) {
      await checkShape();
      here.shapeAt = elapsed();
    }
    const touched = (table: string, keys: readonly TextRow[]): void => here.backfill.touched(table, keys);
    const isDue = elapsed() >= here.retryAt;
    const waiting = isDue ? (await here.way.to.quarantined()).rows : [];
    if (isDue) here.retryAt = elapsed() + RETRY_EVERY_MS;
    const applied = await applyChanges(here.way, touched, waiting);
    if (applied >= MOST.rows) return 0;
    if (here.told.flow === 'forward' && here.told.backfill && !here.filled) {
      const { rows, done, pauseMs } = await here.backfill.step();
      here.filled = done;
      count(rows);
      return pauseMs;
    }
    if (here.told.verify && elapsed() >= here.verifyAt) return await verify(here);
    return applied > 0 ? 0 : IDLE_MS;
  }

  async function verify(here: Standing): Promise<number> {
    const before = here.verifier.state().lastPass;
    await here.verifier.step(new Set((await here.way.to.quarantined()).rows.map(({ table, key }) => `${table} ${keyText(key)}`)));
    if (here.verifier.state().lastPass === before) return 0;
    here.verifyAt = elapsed() + Math.min(REST.most, Math.max(REST.least, (elapsed() - here.passBegan) * REST.times));
    here.passBegan = here.verifyAt;
    return 0;
  }

  function count(rows: number): void {
    const ms = elapsed() - rate.since;
    rate = { ...rate, rows: rate.rows + rows };
    if (ms >= 1_000) rate = { since: elapsed(), rows: 0, perSecond: Math.round((rate.rows / ms) * 1_000) };
  }

  async function turn(): Promise<number> {
    try {
      const wait = await work();
      failures = 0;
      problems = [];
      return wait;
    } catch (error) {
      if (standing && standing !== 'idle') standing.backfill.forget();
      standing = undefined;
      problems = error instanceof ShapeChanged ? error.found : [describeTrouble(error)];
      failures += 1;
      return Math.min(LONGEST_WAIT_MS, 50 * 2 ** failures);
    }
  }

  /** Whatever comes of it, what is known is looked at anew afterwards. */
  async function anew<T>(work: () => Promise<T>): Promise<T> {
    if (!(await deps.leads())) throw new BanyanError('MOVER_REFUSED', `another mover is moving the data of ${group}`, { remedy: 'Ask that one, or stop it.' });
    if (standing && standing !== 'idle') standing.backfill.forget();
    standing = undefined;
    try {
      return await work();
    } finally {
      standing = undefined;
    }
  }

  async function ensure(told: DesiredData): Promise<void> {
    const holds = await settleOwner(legacy, candidate);
    const from = holds ? flowOf(holds) : 'none';
    refuseWrongWay(group, from, told);
    if (!holds || ownerOf(from) === ownerOf(told.flow)) return await tellStores(data, { legacy, candidate }, from, told, now());
    await checkShape();
    const way = wayOf(from === 'reverse' ? 'reverse' : 'forward');
    if (way.direction === 'forward') await refuseUnfilled();
    await legacy.takeOver();
    await candidate.takeOver();
    const watched = watchedTables(data);
    const captures = [...(await legacy.missing(watched.legacy, true)), ...(await candidate.missing(watched.candidate, true))];
    if (captures.length > 0) throw new BanyanError('MOVER_REFUSED', `not everything is in place: ${captures.join(', ')}`, { remedy: 'Tell the mover the same flow again, which puts it right; then change the owner.' });
    const pause = await handOver({ way, told, tables: way.direction === 'forward' ? watched.candidate : watched.legacy, touched: () => undefined, check: checkShape, now, elapsed });
    await legacy.note({ pause });
  }

  async function refuseUnfilled(): Promise<void> {
    const progress = await candidate.progress();
    const lacks = data.tables.filter(({ table }) => !progress.get(table)?.done).map(({ table }) => table);
    if (lacks.length > 0) throw new BanyanError('MOVER_REFUSED', `the candidate’s store is not filled: ${lacks.join(', ')} ${lacks.length === 1 ? 'is' : 'are'} not copied yet`);
  }

  async function remove(): Promise<void> {
    const holds = await settleOwner(legacy, candidate);
    if (holds?.owner === 'candidate') throw new BanyanError('MOVER_REFUSED', `the candidate of ${group} owns the writes`);
    const watched = watchedTables(data);
    await legacy.uninstall(watched.legacy.map(({ table }) => table));
    await candidate.uninstall(watched.candidate.map(({ table }) => table));
  }

  return {
    group,
    turn: () => alone(turn),
    ensure: (told) => alone(() => anew(() => ensure(told))),
    remove: () => alone(() => anew(remove)),
    observe: () => observeMovement({ ...deps, problems, rate, verifier: standing && standing !== 'idle' ? standing.verifier : undefined }),
    async close() {
      await queue;
      await Promise.all([legacy.close(), candidate.close()]);
    },
  };
}

class ShapeChanged extends BanyanError {
  readonly found: readonly string[];

  constructor(found: readonly string[]) {
    super('MOVER_REFUSED', found.join('; '));
    this.found = found;
  }
}
