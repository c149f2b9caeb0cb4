import { visible } from '../../shadow/report/visible.ts';
import type { Io } from '../io.ts';
import { breakLine } from './text-cells.ts';

/** Prints a line, broken between words where a terminal says how wide it is: `grep` wants it whole. */
export function printBroken(io: Pick<Io, 'out' | 'columns'>, line: string): void {
  for (const part of breakLine(visible(line), io.columns ?? Infinity)) io.out(part);
}
