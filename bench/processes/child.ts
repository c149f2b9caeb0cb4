import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A child that said its first line. */
export interface Child {
  readonly process: ChildProcess;
  readonly firstLine: string;
  readonly readyMs: number;
  stop(): Promise<void>;
}

/** Starts a program under this Node and waits for its first line, at most a minute. It ends with its parent, where it minds the channel. `environment` is added to this process's own. */
export async function startChild(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Child> {
  const began = performance.now();
  const child = spawn(process.execPath, [...args], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const [firstLine] = (await Promise.race([
    once(lines, 'line', { signal: AbortSignal.timeout(60_000) }),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${args[0]} ended with ${code} before it was ready`);
    }),
  ])) as [string];
  return {
    process: child,
    firstLine,
    readyMs: performance.now() - began,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
