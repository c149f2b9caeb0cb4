import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { ContainerFault } from './images.ts';
import type { Reaper } from './reaper.ts';

/** A container that runs: a process with its own process group. */
export interface ContainerProcess {
  readonly pid: number;
  /** Settles when the process has ended, whoever ended it. */
  readonly exited: Promise<ExitCode>;
  /** SIGTERM to the process; SIGKILL to its whole group where it has not ended when `patience` does. Settles when it has ended. */
  stop(patience: Promise<unknown>): Promise<void>;
}

/** Exit status, or 128 + number of the signal, as a container engine reports it. */
export type ExitCode = number;

export interface ProcessSpec {
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** File descriptor that takes stdout and stderr. */
  readonly output: number;
  readonly reaper: Reaper;
}

/** Starts a container's process. Fails with a {@link ContainerFault} where there is no such program. */
export async function startProcess({ command: [program, ...parameters], directory, environment, output, reaper }: ProcessSpec): Promise<ContainerProcess> {
  const child = spawn(program, parameters, { cwd: directory, env: environment, stdio: ['ignore', output, output], detached: true });
  const exited = new Promise<ExitCode>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new ContainerFault(`CannotStartContainerError: ${error instanceof Error ? error.message : String(error)}`);
  }
  child.on('error', () => undefined);
  const pid = pidOf(child);
  reaper.watch(pid);
  const ended = exited.then((code) => {
    // A container's end is the end of all its processes.
    killGroup(pid);
    reaper.forget(pid);
    return code;
  });
  return {
    pid,
    exited: ended,
    stop: async (patience) => {
      child.kill('SIGTERM');
      await Promise.race([ended, patience]);
      if (isRunning(child)) killGroup(pid);
      await ended;
    },
  };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new ContainerFault('CannotStartContainerError: the process has no id');
  return pid;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The whole group has ended already.
  }
}
