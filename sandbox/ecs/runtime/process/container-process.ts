import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { StartedContainer } from '../running-container.ts';
import { ContainerFault, type Argv, type Exit } from '../runtime.ts';
import type { Reaper } from './reaper.ts';

export interface ProcessSpec {
  readonly command: Argv;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** File descriptor that takes stdout and stderr. */
  readonly output: number;
  readonly reaper: Reaper;
}

/** Starts a container as a process with its own process group. Fails with a {@link ContainerFault} where there is no such program. */
export async function startProcess({ command: [program, ...parameters], directory, environment, output, reaper }: ProcessSpec): Promise<StartedContainer> {
  const child = spawn(program, parameters, { cwd: directory, env: environment, stdio: ['ignore', output, output], detached: true });
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), reason: undefined }));
  });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new ContainerFault(`CannotStartContainerError: ${error instanceof Error ? error.message : String(error)}`);
  }
  child.on('error', () => undefined);
  const { pid } = child;
  if (pid === undefined) throw new ContainerFault('CannotStartContainerError: the process has no id');
  reaper.watch(pid);
  const signalAll = (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) signalGroup(pid, signal);
    return Promise.resolve();
  };
  return {
    pid,
    exited: exited.then((exit) => {
      // A container's end is the end of all its processes.
      signalGroup(pid, 'SIGKILL');
      reaper.forget(pid);
      return exit;
    }),
    terminate: () => {
      child.kill('SIGTERM');
      return Promise.resolve();
    },
    freeze: () => signalAll('SIGSTOP'),
    kill: () => signalAll('SIGKILL'),
    exec: (command, timeoutMs) => runOnce(command, { directory, environment, timeoutMs }),
  };
}

/** Runs a program to its end, or for so long. It has a group of its own, so that what it started ends with it. */
async function runOnce([program, ...parameters]: Argv, { directory, environment, timeoutMs }: { readonly directory: string; readonly environment: Readonly<Record<string, string>>; readonly timeoutMs: number }): Promise<boolean> {
  const child = spawn(program, parameters, { cwd: directory, env: environment, stdio: 'ignore', detached: true });
  const { pid } = child;
  if (pid === undefined) return await once(child, 'error').then(() => false);
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), timeoutMs);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(timer);
  return code === 0;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The whole group has ended already.
  }
}
