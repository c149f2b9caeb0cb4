import { createInterface } from 'node:readline/promises';
import { keyReader } from '../watch/read-keys.ts';
import type { Terminal } from '../watch/screen.ts';

/** The terminal that the process runs in; `undefined` where standard input or output is none. */
export function processTerminal(process: NodeJS.Process): Terminal | undefined {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) return undefined;
  return {
    write: (text) => stdout.write(text),
    size: () => ({ rows: stdout.rows || 24, columns: stdout.columns || 80 }),
    onResize(tell) {
      stdout.on('resize', tell);
      return () => stdout.off('resize', tell);
    },
    onKey(tell) {
      const read = keyReader();
      const told = (text: string) => read(text).forEach(tell);
      stdin.setEncoding('utf8').setRawMode(true).resume().on('data', told);
      return () => void stdin.off('data', told).setRawMode(false).pause();
    },
    onExit(restore) {
      process.on('exit', restore);
      return () => process.off('exit', restore);
    },
  };
}

/** Asks a question on standard error, so that what a command prints can go elsewhere. Ctrl-C interrupts everything, Ctrl-D answers nothing. */
export async function askOnTerminal({ stdin, stderr }: Pick<NodeJS.Process, 'stdin' | 'stderr'>, question: string, interrupt: AbortController): Promise<string> {
  const lines = createInterface({ input: stdin, output: stderr });
  // While a line is being written Ctrl-C is a key, and no signal.
  lines.once('SIGINT', () => interrupt.abort());
  try {
    return await lines.question(question, { signal: interrupt.signal });
  } catch (error) {
    // Ctrl-D is told as an abort too.
    if (interrupt.signal.aborted || (error as NodeJS.ErrnoException).code !== 'ABORT_ERR') throw error;
    return '';
  } finally {
    lines.close();
  }
}
