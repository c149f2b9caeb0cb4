import type { Movement } from '../data/movement.ts';

/** Lets every movement work, each at its own pace and at once when it is told something, until it is stopped; each ends its turn first. */
export function runMovements(movements: readonly Movement[], sleep: (ms: number, signal: AbortSignal) => Promise<void>): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const loops = movements.map(async (movement) => {
    let waiting = new AbortController();
    movement.onTold(() => waiting.abort());
    while (!stopped.signal.aborted) {
      waiting = new AbortController();
      const wait = await movement.turn();
      await sleep(wait, AbortSignal.any([stopped.signal, waiting.signal]));
    }
  });
  return {
    async stop() {
      stopped.abort();
      await Promise.all(loops);
      await Promise.all(movements.map((movement) => movement.close()));
    },
  };
}
