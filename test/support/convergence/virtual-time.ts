import { setImmediate as turn } from 'node:timers/promises';
import type { FakeClock } from '../../fakes/fake-clock.ts';

/** Time that stands still while anybody is at work, and then goes on to whatever comes next. */
export interface VirtualTime {
  /** Milliseconds since it began. */
  elapsed(): number;
  sleep(ms: number): Promise<void>;
  /** Lets time go on until `until` has come true, or nobody waits for anything any more. */
  pass(until: Promise<unknown>): Promise<void>;
}

/** Moves `clock` along with itself. */
export function createVirtualTime(clock: FakeClock): VirtualTime {
  const began = clock.now();
  const waiting: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    elapsed: () => clock.now() - began,
    sleep: (ms) => new Promise((wake) => void waiting.push({ at: clock.now() + ms, wake })),
    async pass(until) {
      const over = new AbortController();
      void until.finally(() => over.abort());
      for (await turn(); !over.signal.aborted; await turn()) {
        const next = waiting.reduce<number>((first, { at }, n) => (first < 0 || at < (waiting[first]?.at ?? 0) ? n : first), -1);
        const [first] = waiting.splice(next, next < 0 ? 0 : 1);
        if (!first) throw new Error('nobody waits for anything, and nothing comes true');
        clock.advance(Math.max(0, first.at - clock.now()));
        first.wake();
      }
    },
  };
}
