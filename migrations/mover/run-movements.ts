import type { Movement } from '../data/movement.ts';

/** Lets every movement work, each at its own pace, until it is stopped; each ends its turn first. */
export function runMovements(movements: readonly Movement[], sleep: (ms: number, signal: AbortSignal) => Promise<void>): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const loops = movements.map(async (movement) => {
    while (!stopped.signal.aborted) {
      const wait = await movement.turn();
      await sleep(wait, stopped.signal);
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
