import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Runs one line as a person's shell does, in `cwd`, to its end; both streams are `text`. */
export function shell(line: string, cwd: string, environment: NodeJS.ProcessEnv = process.env): Promise<{ status: number | null; text: string }> {
  const child = spawn('bash', ['-c', line], { cwd, env: environment });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, text })));
}

/** Starts one that stays, as in a terminal of its own. */
export function openTerminal(line: string, cwd: string, environment: NodeJS.ProcessEnv = process.env): ChildProcess {
  return spawn('bash', ['-c', `exec ${line}`], { cwd, env: environment, stdio: 'ignore', detached: true });
}

/** As Ctrl-C does: every process of the terminal's foreground gets it. */
export async function interrupt(terminal: ChildProcess | undefined): Promise<void> {
  if (!terminal?.pid || terminal.exitCode !== null || terminal.signalCode !== null) return;
  const ended = once(terminal, 'exit');
  process.kill(-terminal.pid, 'SIGINT');
  await ended;
}
