import type { DesiredData, ObservedData } from '../../domain/data-movement.ts';
import { BanyanError } from '../../domain/errors.ts';
import { takeOver, type AtWork } from './at-work.ts';
import { describeTrouble } from './describe-trouble.ts';
import { ensureFlow, removeMovement } from './ensure-flow.ts';
import type { MovementDeps } from './movement-deps.ts';
import { NOT_VERIFIED, observeMovement } from './observe-movement.ts';
import { createWordLeaver } from './leave-word.ts';
import { createRate } from './rate.ts';
import { ShapeChanged } from './shape.ts';
import type { AtHand } from './store.ts';

/** The movement of one group's data. One thing at a time: nothing is applied while a chunk is compared, and nothing is told while something is applied. */
export interface Movement {
  readonly group: string;
  /** Does one piece of what is to be done. Returns after how many milliseconds there is more. Never throws: what fails is told by `observe` and tried again. */
  turn(): Promise<number>;
  /** `listen` is called when something was told: there may be more at once, whatever the last turn returned. */
  onTold(listen: () => void): void;
  observe(): Promise<ObservedData | 'absent'>;
  ensure(told: DesiredData): Promise<void>;
  remove(): Promise<void>;
  close(): Promise<void>;
}

const NOTHING_TO_DO_MS = 200;
const LONGEST_WAIT_MS = 5_000;

export function createMovement(deps: MovementDeps): Movement {
  const { group, legacy, candidate, leads, elapsed } = deps;
  const rate = createRate(elapsed);
  let atWork: AtWork | 'idle' | undefined;
  let problems: readonly string[] = [];
  let failures = 0;
  let isLeading = false;
  let queue: Promise<unknown> = Promise.resolve();
  const leaveWord = createWordLeaver(deps);
  let told = (): void => undefined;

  function alone<T>(work: () => Promise<T>): Promise<T> {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  }

  async function work(): Promise<number> {
    isLeading = await leads();
    if (!isLeading) atWork = undefined;
    else atWork ??= (await takeOver(deps, rate.count)) ?? 'idle';
    return atWork && atWork !== 'idle' ? atWork.turn() : NOTHING_TO_DO_MS;
  }

  async function turn(): Promise<number> {
    const wait = await tryToWork();
    if (isLeading) await leaveWord(atHand());
    return wait;
  }

  async function tryToWork(): Promise<number> {
    try {
      const wait = await work();
      failures = 0;
      problems = [];
      return wait;
    } catch (error) {
      atWork = undefined;
      problems = error instanceof ShapeChanged ? error.found : [describeTrouble(error)];
      failures += 1;
      return Math.min(LONGEST_WAIT_MS, 50 * 2 ** failures);
    }
  }

  function atHand(): AtHand {
    return { problems, perSecond: rate.perSecond(), verification: atWork && atWork !== 'idle' ? atWork.verifier.state() : NOT_VERIFIED };
  }

  /** Whatever comes of it, the stores are looked at anew afterwards. */
  async function anew(order: () => Promise<void>): Promise<void> {
    isLeading = await leads();
    if (!isLeading) throw new BanyanError('MOVER_UNREACHABLE', `another mover is moving the data of ${group}`, { remedy: 'Ask that one, or stop it; where it has just been stopped, ask again.' });
    atWork = undefined;
    await order();
    told();
  }

  return {
    group,
    turn: () => alone(turn),
    ensure: (told) => alone(() => anew(() => ensureFlow(deps, told))),
    remove: () => alone(() => anew(() => removeMovement(deps))),
    onTold: (listen) => void (told = listen),
    observe: () => observeMovement(deps, isLeading ? atHand() : 'another leads'),
    async close() {
      await queue;
      await Promise.all([legacy.close(), candidate.close()]);
    },
  };
}
