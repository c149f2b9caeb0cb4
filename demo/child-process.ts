import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A program beside this one that runs as a process of its own and says, as one JSON line, how to reach it. */
export interface Child<Hello> {
  readonly hello: Hello;
  /** Every line after the first. */
  readonly lines: readonly string[];
  /** Asks it to end and waits until it has; kills it after ten seconds. */
  stop(): Promise<void>;
}

/**
 * Starts `module`, relative to this folder and without its ending, and waits for its first line.
 * `flags` are Node's own. The child ends by itself when this process does, however that comes: the channel between them breaks.
 */
export async function startChild<Hello>(module: string, args: readonly string[], environment: Readonly<Record<string, string>>, flags: readonly string[] = []): Promise<Child<Hello>> {
  const source = new URL(`${module}.ts`, import.meta.url);
  const file = fileURLToPath(existsSync(source) ? source : new URL(`${module}.js`, import.meta.url));
  const child = fork(file, [...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true, execArgv: [...flags] });
  const lines = collectLines(child);
  const hello = (await firstLine(child, lines, module)) as Hello;
  return { hello, lines, stop: () => stopChild(child) };
}

/** Standard output by lines; standard error too, kept for the message of a start that fails. */
function collectLines(child: ChildProcess): string[] {
  const lines: string[] = [];
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    child.emit('line');
  });
  return lines;
}

async function firstLine(child: ChildProcess, lines: string[], module: string): Promise<unknown> {
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4_000)));
  await new Promise((resolve, reject) => {
    child.once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`${module} ended (${signal ?? code}) before it was ready:\n${errors}`)));
  });
  return JSON.parse(lines.shift() ?? '');
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // Its last words too: 'exit' may come before them.
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}
