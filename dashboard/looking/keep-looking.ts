import { messageOf } from '../../domain/errors.ts';
import type { Clock } from '../../migrations/ports/clock.ts';

/** One look after the other, whoever is watching: many watchers cost no more than one. */
export interface KeptLooking {
  /** Has `tell` called after every look from now on; ends with the function that is returned. */
  watch(tell: () => void): () => void;
  /** Looks at once, and again as usual after that. Resolves when what it saw is told. */
  lookNow(): Promise<void>;
  /** Ends it. What is under way is waited for. */
  stop(): Promise<void>;
}

export interface LookingOptions {
  /** Pause between two looks while somebody watches, milliseconds; and while nobody does, so that what was is known to who comes later. */
  readonly watchedMs: number;
  readonly unwatchedMs: number;
  readonly clock: Clock;
  /** One look. What it throws is told to `failed`, and it is tried again. */
  readonly look: () => Promise<void>;
  readonly failed: (because: string) => void;
}

export function keepLooking({ watchedMs, unwatchedMs, clock, look, failed }: LookingOptions): KeptLooking {
  const watchers = new Set<() => void>();
  const end = new AbortController();
  let wake = () => {};
  let begun: Promise<void> | undefined;
  let underWay: Promise<void> = Promise.resolve();

  async function lookOnce(): Promise<void> {
    await look().catch((error: unknown) => failed(messageOf(error)));
    for (const tell of watchers) tell();
  }

  /** What is asked for while a look is under way may have come too late for it: it gets the next one, which all who ask meanwhile share. */
  function lookNext(): Promise<void> {
    begun ??= underWay.then(() => {
      begun = undefined;
      underWay = lookOnce();
      return underWay;
    });
    return begun;
  }

  async function loop(): Promise<void> {
    while (!end.signal.aborted) {
      await lookNext();
      await pause();
    }
  }

  /** In steps, so that a watcher who comes while nobody watched is not kept waiting, and the end comes soon. */
  async function pause(): Promise<void> {
    const began = clock.now();
    const woken = new Promise<void>((resolve) => (wake = resolve));
    while (!end.signal.aborted && clock.now() - began < (watchers.size > 0 ? watchedMs : unwatchedMs)) {
      const isWoken = await Promise.race([woken.then(() => true), clock.sleep(Math.min(watchedMs, 1_000)).then(() => false)]);
      if (isWoken) return;
    }
  }

  const ended = loop();
  return {
    watch(tell) {
      if (watchers.size === 0) wake();
      watchers.add(tell);
      return () => void watchers.delete(tell);
    },
    lookNow: lookNext,
    async stop() {
      end.abort();
      wake();
      await ended;
    },
  };
}
