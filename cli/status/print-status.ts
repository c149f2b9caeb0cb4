import type { Io } from '../io.ts';
import { paintLine } from '../terminal/lines.ts';
import { wantsColour } from '../terminal/wants-colour.ts';
import { manyLines } from './many-lines.ts';
import { oneLines } from './one-lines.ts';
import type { MigrationStatus } from './read-status.ts';

/** For somebody who has three seconds: of one route group everything that matters, of several a line each. Sentences are broken only where a terminal says how wide it is: `grep` wants them whole. */
export function printStatus(io: Io, all: readonly MigrationStatus[]): void {
  const width = io.columns ?? Infinity;
  const [one, ...others] = all;
  if (!one) return io.out('There are no migration files yet. `banyan init` writes a first one.');
  const lines = others.length === 0 ? oneLines(one, io.now(), width) : manyLines(all, io.now(), width);
  for (const line of lines) io.out({ painted: paintLine(line, width, wantsColour(io)) });
}
