import { spawn, spawnSync } from 'node:child_process';
import { COMPILED, inherited } from './inherited.ts';
import { until } from './until.ts';

/** Why there is no terminal to test with; `undefined` where there is one. BSD's `script` has other options. */
export const noTerminal = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '') ? undefined : 'there is no script of util-linux';

/** A program at a terminal of its own, with somebody who reads and types. */
export interface TerminalSession {
  /** Waits until this stands on the screen. */
  sees(words: string): Promise<void>;
  type(keys: string): void;
  /** What it ended with, and all that stood on the screen. */
  ended(): Promise<{ readonly status: number | null; readonly screen: string }>;
}

const DEADLINE_MS = 20_000;

/** Runs a program of the repository under this Node at a pseudo-terminal. Whoever waits in vain ends it. */
export function startAtTerminal(args: readonly string[], options: { readonly cwd: string; readonly environment: Readonly<Record<string, string>> }): TerminalSession {
  const command = [process.execPath, ...args].map((arg) => `'${arg.replaceAll("'", "'\\''")}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { cwd: options.cwd, env: { ...inherited('PATH', 'HOME'), ...COMPILED, TERM: 'xterm', ...options.environment } });
  let screen = '';
  let status: number | null | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text));
  child.once('close', (ended) => (status = ended));

  async function waitFor<T>(what: string, ask: () => T | undefined): Promise<T> {
    try {
      return await until(ask, DEADLINE_MS);
    } catch (error) {
      child.kill();
      throw new Error(`${what} did not come; on the screen:\n${screen}`, { cause: error });
    }
  }
  return {
    sees: async (words) => void (await waitFor(words, () => screen.includes(words) || undefined)),
    type: (keys) => void child.stdin.write(keys),
    ended: async () => ({ status: await waitFor('the end', () => status), screen }),
  };
}
