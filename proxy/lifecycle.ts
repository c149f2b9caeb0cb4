import type { Logger } from 'pino';
import type { RunningProxy } from './start.ts';

/** How a proxy's process comes to its end. */
export interface Lifecycle {
  /** A signal: it stops in order; at once, with status 1, where one came before. */
  readonly told: () => void;
  /** Its primary wants it to stop in order. However often it says so: a signal may have reached both. */
  readonly wanted: () => void;
  /** An error that nobody caught, of whatever request: it serves on for a while, so that none of the others is lost, and ends with status 3. */
  readonly faulted: (error: unknown) => void;
}

export interface LifecycleParts {
  /** `undefined`: it does not serve yet. */
  readonly proxy: () => Pick<RunningProxy, 'stop'> | undefined;
  readonly drainMs: number;
  readonly faultDrainMs: number;
  readonly log: Pick<Logger, 'info' | 'error' | 'fatal'>;
  /** Called after the first fault. */
  readonly onFault: () => void;
  /** Ends the process. */
  readonly exit: (status: number) => void;
}

export function createLifecycle({ proxy, drainMs, faultDrainMs, log, onFault, exit }: LifecycleParts): Lifecycle {
  let signals = 0;
  let hasFaulted = false;
  let isEnding = false;

  function stop(after: number): void {
    const ending = proxy()?.stop(after) ?? Promise.resolve();
    if (isEnding) return;
    isEnding = true;
    ending.catch((error: unknown) => log.error({ error: describe(error) }, 'the proxy did not stop in order')).finally(() => exit(hasFaulted ? 3 : 0));
  }

  return {
    told() {
      signals += 1;
      if (signals > 1) return exit(1);
      log.info({}, 'stopping');
      stop(drainMs);
    },
    wanted: () => stop(drainMs),
    faulted(error) {
      log.fatal({ error: describe(error) }, 'an error that nobody caught: the proxy serves on for a while, and ends');
      // It may come with every request from now on.
      if (hasFaulted) return;
      hasFaulted = true;
      onFault();
      stop(faultDrainMs);
    },
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
