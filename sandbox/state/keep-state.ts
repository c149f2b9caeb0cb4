import type { Snapshot } from './snapshot.ts';
import type { StateFiles } from './state-files.ts';

export interface KeptState {
  /** Something changed: it is saved soon; with `whole`, what is large too. */
  changed(whole: boolean): void;
  /** Saves what is left to save, and ends. */
  close(): Promise<void>;
}

export interface KeepStateOptions {
  readonly files: StateFiles;
  /** The state as it is now; unless `whole`, without what is large and may be some seconds old after a restart. */
  readonly take: (whole: boolean) => Readonly<Record<string, Snapshot>>;
  /** Told when saving fails, once until it succeeds again, and then that it does. */
  readonly report: (message: string) => void;
}

/** From a change until it is saved, at least; those that come meanwhile are saved with it. */
const SAVE_AFTER_MS = 100;
/** Between looks at what changes by itself, and between attempts after a failure. */
const LOOK_EVERY_MS = 2_000;
/** Of so many looks one takes the whole. */
const WHOLE_EVERY = 5;

const LONGEST_WAIT_MS = 5_000;

/** Saves the state after changes, and by and by: services change by themselves too, as the ECS scheduler does. */
export function keepState({ files, take, report }: KeepStateOptions): KeptState {
  let pending: NodeJS.Timeout | undefined;
  let saving: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  let failed = false;
  let wantsWhole = false;
  let looks = 0;
  let takeMs = 0;
  /** A large state is saved less often: while it is taken nothing else is done, and that is to be a twentieth of the time at most. */
  const atLeast = (ms: number): number => Math.max(ms, Math.min(20 * takeMs, LONGEST_WAIT_MS));

  const attempt = async (): Promise<void> => {
    const began = performance.now();
    const whole = wantsWhole;
    wantsWhole = false;
    try {
      const parts = take(whole);
      takeMs = performance.now() - began;
      await files.save(parts);
      if (failed) report('The state is saved again.');
      failed = false;
    } catch (error) {
      if (!failed) report(`The state could not be saved: ${(error as Error).message}. The sandbox goes on, and tries again.`);
      failed = true;
      wantsWhole ||= whole;
    }
  };
  /** One at a time, and at most one that waits: it saves what is there when its turn comes. */
  const save = (): Promise<void> => {
    waiting ??= saving = saving.then(() => {
      waiting = undefined;
      return attempt();
    });
    return waiting;
  };
  let closing = false;
  let look: NodeJS.Timeout;
  const lookLater = (): void => {
    look = setTimeout(() => {
      looks += 1;
      wantsWhole ||= looks % WHOLE_EVERY === 0;
      void save().then(() => closing || lookLater());
    }, atLeast(LOOK_EVERY_MS)).unref();
  };
  lookLater();
  return {
    changed(whole) {
      wantsWhole ||= whole;
      pending ??= setTimeout(() => {
        pending = undefined;
        void save();
      }, atLeast(SAVE_AFTER_MS)).unref();
    },
    async close() {
      closing = true;
      wantsWhole = true;
      clearTimeout(look);
      clearTimeout(pending);
      await save();
    },
  };
}
