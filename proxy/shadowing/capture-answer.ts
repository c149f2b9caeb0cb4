import type { IncomingMessage } from 'node:http';
import type { DropReason } from '../../domain/counters.ts';
import type { ByteBudget } from './byte-budget.ts';

export interface CaptureLimits {
  readonly maxBytes: number;
  readonly budget: ByteBudget;
}

/**
 * Copies the body of an answer that somebody else reads. It listens and never holds the stream up: where there is no room it
 * gives the copy up. `done` is called once, with the pieces, whose bytes stay taken from the budget, or with why there are none.
 */
export function captureAnswer(answer: IncomingMessage, { maxBytes, budget }: CaptureLimits, done: (body: readonly Buffer[] | DropReason) => void): void {
  let pieces: Buffer[] = [];
  let size = 0;

  function onData(chunk: Buffer): void {
    if (size + chunk.length > maxBytes) return giveUp('too-large');
    if (!budget.take(chunk.length)) return giveUp('memory');
    size += chunk.length;
    // A copy: the chunk is a piece of a larger buffer, all of which would be held.
    pieces.push(Buffer.from(chunk));
  }

  function giveUp(reason: DropReason): void {
    stop();
    budget.give(size);
    pieces = [];
    done(reason);
  }

  function onEnd(): void {
    stop();
    done(pieces);
  }

  function onClose(): void {
    giveUp('aborted');
  }

  function stop(): void {
    answer.off('data', onData).off('end', onEnd).off('close', onClose);
  }

  answer.on('data', onData).on('end', onEnd).on('close', onClose);
}
