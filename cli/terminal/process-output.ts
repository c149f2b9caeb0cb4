import type { Io } from '../io.ts';
import { cut } from './text-cells.ts';

const ERASE = '\r\u001B[K';

/** Standard output and error of the process. What shows how far something has come gives way to every line, and takes one line itself. */
export function processOutput({ stdout, stderr, exit }: Pick<NodeJS.Process, 'stdout' | 'stderr' | 'exit'>): Pick<Io, 'out' | 'err' | 'progress'> {
  // Whoever reads the output may have seen enough: `banyan watch | head`.
  stdout.on('error', (error: NodeJS.ErrnoException) => exit(error.code === 'EPIPE' ? 0 : 1));
  let isShown = false;
  const erase = () => {
    if (isShown) stderr.write(ERASE);
    isShown = false;
  };
  const line = (stream: NodeJS.WriteStream) => (text: string) => {
    erase();
    stream.write(`${text}\n`);
  };
  const progress = (text: string) => {
    if (text === '') return erase();
    stderr.write(`${ERASE}${cut(text.split('\n', 1)[0] ?? '', (stderr.columns || 80) - 1)}`);
    isShown = true;
  };
  return { out: line(stdout), err: line(stderr), ...(stderr.isTTY && { progress }) };
}
