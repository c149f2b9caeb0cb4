import type { DropReason } from '../../domain/counters.ts';
import type { AnswerReader } from '../forwarding/upstream-answer.ts';
import type { ByteBudget } from './byte-budget.ts';
import { joinBytes } from './join-bytes.ts';

export interface CaptureLimits {
  readonly maxBytes: number;
  readonly budget: ByteBudget;
}

/**
 * Reads along with somebody else and keeps a copy of the body. Where there is no room it gives the copy up. `done` is called
 * once, with the whole, whose bytes stay taken from the budget, or with why there is none.
 */
export function captureAnswer({ maxBytes, budget }: CaptureLimits, done: (body: Uint8Array | DropReason) => void): AnswerReader {
  let pieces: Uint8Array[] = [];
  let size = 0;
  let isDone = false;

  function giveUp(reason: DropReason): void {
    if (isDone) return;
    isDone = true;
    budget.give(size);
    pieces = [];
    done(reason);
  }

  return {
    piece(bytes) {
      if (isDone) return;
      if (size + bytes.length > maxBytes) return giveUp('too-large');
      if (!budget.take(bytes.length)) return giveUp('memory');
      size += bytes.length;
      // A copy: the bytes are a piece of a larger buffer, all of which would be held.
      pieces.push(new Uint8Array(bytes));
    },
    end() {
      if (isDone) return;
      isDone = true;
      const whole = pieces.length === 1 ? pieces[0]! : joinBytes(pieces);
      // Or they would be held beside it, for as long as anybody holds this reader.
      pieces = [];
      done(whole);
    },
    brokeOff: () => giveUp('aborted'),
  };
}
