/** Wakes whoever waits. A ring that nobody waited for wakes the next who does. */
export interface Bell {
  ring(): void;
  /** Resolves at a ring, after `ms` at the latest, or when `stopping`. */
  wait(ms: number, stopping: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms, stopping) {
      if (!rung && !stopping.aborted) {
        await new Promise<void>((resolve) => {
          const done = (): void => {
            clearTimeout(timer);
            stopping.removeEventListener('abort', done);
            resolve();
          };
          const timer = setTimeout(done, ms);
          wake = done;
          stopping.addEventListener('abort', done);
        });
        wake = undefined;
      }
      rung = false;
    },
  };
}
