import type { RequestHandler } from 'express';
import type { Ecs } from '../ecs/ecs.ts';
import type { Intercept } from '../wire/intercept.ts';
import { createAwsFaults } from './aws-faults.ts';
import { createFaultBook, type FaultBook } from './fault-book.ts';
import { FaultInputError } from './fault-input-error.ts';
import { parseFault } from './parse-fault.ts';
import type { Operations } from './read-fault.ts';
import { createTargetFaults, type TargetFaults } from './target-faults.ts';
import { startTaskFaults } from './task-faults.ts';
import { createUnleashFaults } from './unleash-faults.ts';

/** All places at which faults strike, on one book. */
export interface Faults extends TargetFaults {
  readonly book: FaultBook;
  readonly intercept: Intercept;
  readonly interceptUnleash: RequestHandler;
  /** Begins to strike tasks. */
  watch(ecs: Pick<Ecs, 'running' | 'strike'>): { close(): void };
  /** Puts in force what the command line asks for. Throws an error that names all that cannot be. */
  addWritten(faults: readonly string[]): void;
}

export function createFaults(options: { readonly seed: string; readonly operations: () => Operations; readonly monotonic: () => number }): Faults {
  const book = createFaultBook(options);
  return {
    book,
    intercept: createAwsFaults(book, options.monotonic),
    interceptUnleash: createUnleashFaults(book),
    ...createTargetFaults(book),
    watch: (ecs) => startTaskFaults({ book, running: () => ecs.running(), strike: (taskId, kind) => void ecs.strike(taskId, kind).catch(ignoreGone) }),
    addWritten(faults) {
      const refused = faults.flatMap((text) => {
        try {
          book.add(parseFault(text));
          return [];
        } catch (error) {
          if (!(error instanceof FaultInputError)) throw error;
          return [`fault "${text.slice(0, 200)}": ${error.message}`];
        }
      });
      if (refused.length > 0) throw new Error(refused.join('\n'));
    },
  };
}

/** The task ended by itself a moment before. */
function ignoreGone(): void {}
