import { listenWithGarbage, type GarbageListener } from './garbage-listener.ts';
import type { ProcessSampler } from './process-sampler.ts';
import { OUT_OF_MEMORY, type ContainerSpec, type Exit, type RunningContainer } from './runtime.ts';

/** The little that each runtime does in its own way. Calls to a container that has ended do nothing. */
export interface StartedContainer extends Pick<RunningContainer, 'exec' | 'exited'> {
  /** Of its first process, as this machine counts. */
  readonly pid: number;
  /** SIGTERM to the first process. */
  terminate(): Promise<void>;
  /** Keeps all of it from running until it is killed. */
  freeze(): Promise<void>;
  /** SIGKILL to all of it, frozen or not. */
  kill(): Promise<void>;
}

/** What SIGTERM makes of a program that does not mind it. */
const TERMINATED: Exit = { code: 143, reason: undefined };

/** What both runtimes do alike: the order of a stop, memory limits where nobody else keeps them, strikes. */
export function runningContainer(started: StartedContainer, spec: ContainerSpec, sampler: ProcessSampler): RunningContainer {
  const { promise: exited, resolve } = Promise.withResolvers<Exit>();
  let frozen = false;
  let exceeded = false;
  let ended = false;
  let impostor: Promise<GarbageListener> | undefined;
  const unwatch =
    spec.memoryMiB === undefined
      ? () => undefined
      : sampler.limitMemory(started.pid, spec.memoryMiB * 2 ** 20, () => {
          exceeded = true;
          void started.kill();
        });
  const noteEnd = (exit: Exit): void => {
    ended = true;
    unwatch();
    // One that was struck with garbage seems to run on.
    if (impostor === undefined) resolve(exceeded ? OUT_OF_MEMORY : exit);
  };
  void started.exited.then(noteEnd);
  const stop = async (patience: Promise<unknown>): Promise<void> => {
    if (impostor !== undefined) {
      (await impostor.catch(() => undefined))?.close();
      resolve(TERMINATED);
      return;
    }
    if (!frozen && !ended) await started.terminate();
    await Promise.race([exited, patience]);
    if (!ended) await started.kill();
    await exited;
  };
  const talkGarbage = async (): Promise<GarbageListener> => {
    await started.kill();
    const exit = await started.exited;
    return await listenWithGarbage(spec.address, spec.ports).catch((error: unknown) => {
      resolve(exit);
      throw error;
    });
  };
  return {
    exited,
    stop,
    exec: async (command, timeoutMs) => !ended && (await started.exec(command, timeoutMs)),
    strike: async (kind) => {
      if (ended) return;
      if (kind === 'crash') await started.kill();
      if (kind === 'hang') {
        frozen = true;
        await started.freeze();
      }
      if (kind === 'garbage') await (impostor ??= talkGarbage());
    },
    usage: async () => (ended ? undefined : await sampler.usage(started.pid)),
  };
}
