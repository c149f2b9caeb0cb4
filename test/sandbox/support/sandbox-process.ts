import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SANDBOX_ENVIRONMENT, SANDBOX_FLAGS } from '../../../demo/sandbox-process.ts';
import type { Sandbox, SandboxOptions } from '../../../sandbox/start.ts';

const MAIN = new URL('../../../sandbox/main.ts', import.meta.url).pathname;

export interface SandboxProcess {
  readonly hello: Omit<Sandbox, 'close'>;
  readonly child: ChildProcess;
  /** Sends it that signal and waits for its end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<readonly [code: number | null, signal: string | null]>;
}

/** Starts the sandbox as a process of its own. Rejects with what it wrote on standard error where it does not come up. */
export async function startSandboxProcess(options: Partial<SandboxOptions> = {}, environment: NodeJS.ProcessEnv = {}): Promise<SandboxProcess> {
  const logDirectory = await mkdtemp(join(tmpdir(), 'sandbox-logs-'));
  const child = spawn(process.execPath, [...SANDBOX_FLAGS, MAIN, JSON.stringify({ images: {}, logDirectory, timeScale: 0.02, ...options })], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { ...process.env, ...SANDBOX_ENVIRONMENT, ...environment } });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  void ended.then(() => rm(logDirectory, { recursive: true, force: true }));
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line'),
    once(child, 'close').then(() => {
      throw new Error(errors);
    }),
  ])) as [string];
  return {
    hello: JSON.parse(line) as Sandbox,
    child,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}
