import { spawn, spawnSync, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that serves. */
export interface Program {
  readonly pid: number;
  stop(): Promise<void>;
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Default: what it says on standard error is passed on. */
  readonly stdio?: StdioOptions;
  /** Whether it serves; a rejection means not yet. */
  readonly isReady: () => Promise<boolean>;
}

/** Servers are often in sbin, which is not on everybody's PATH. */
const PATH = [process.env['PATH'], '/usr/sbin'].join(delimiter);

/** Why a program cannot be run, or `undefined` where it can. */
export function missing(command: string): string | undefined {
  return spawnSync(command, ['-v'], { env: { PATH }, stdio: 'ignore' }).error ? `${command} is not on this machine (apt-get install ${command})` : undefined;
}

/** Starts a program and waits until it serves, at most a minute. */
export async function startProgram(command: string, args: readonly string[], { env = {}, stdio = ['ignore', 'ignore', 'inherit'], isReady }: ProgramOptions): Promise<Program> {
  const child = spawn(command, args, { env: { PATH, ...env }, stdio });
  const ended = once(child, 'exit');
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const stop = async (): Promise<void> => {
    if (isRunning()) child.kill('SIGTERM');
    await ended;
  };
  for (const deadline = performance.now() + 60_000; performance.now() < deadline && isRunning(); await sleep(20)) {
    if (await isReady().catch(() => false)) return { pid: child.pid ?? 0, stop };
  }
  const how = isRunning() ? 'does not serve after a minute' : `ended with ${child.exitCode ?? child.signalCode} before it served`;
  await stop();
  throw new Error(`${command} ${args.join(' ')} ${how}`);
}

/** Whether something answers there, whatever it says. */
export async function answers(url: string): Promise<boolean> {
  await (await fetch(url, { signal: AbortSignal.timeout(2_000) })).arrayBuffer();
  return true;
}
