import type { Outside } from '../io.ts';
import { breakLine, cut } from './text-cells.ts';

const ERASE = '\r\u001B[K';

/** Standard output and error of the process. What is said on standard error is broken between words where that is a terminal. What shows how far something has come gives way to every line, and takes one line itself. */
export function processOutput({ stdout, stderr, exit }: Pick<NodeJS.Process, 'stdout' | 'stderr'> & { readonly exit: (status: number) => void }): Pick<Outside, 'out' | 'err' | 'progress'> {
  // Whoever reads the output may have seen enough: `banyan watch | head`.
  stdout.on('error', (error: NodeJS.ErrnoException) => exit(error.code === 'EPIPE' ? 0 : 1));
  // That nobody hears what is said beside it is no reason to leave a migration half-way.
  stderr.on('error', () => {});
  let isShown = false;
  const erase = () => {
    if (isShown) stderr.write(ERASE);
    isShown = false;
  };
  const out = (text: string) => {
    erase();
    stdout.write(`${text}\n`);
  };
  const err = (text: string) => {
    erase();
    const lines = text.split('\n').flatMap((line) => (stderr.isTTY ? breakLine(line, stderr.columns || 80) : [line]));
    stderr.write(`${lines.join('\n')}\n`);
  };
  const progress = (text: string) => {
    if (text === '') return erase();
    stderr.write(`${ERASE}${cut(text.split('\n', 1)[0] ?? '', (stderr.columns || 80) - 1)}`);
    isShown = true;
  };
  return { out, err, ...(stderr.isTTY && { progress }) };
}
