import type { DropReason } from '../../domain/counters.ts';
import type { AnswerReader } from '../forwarding/upstream-answer.ts';
import type { ByteBudget } from './byte-budget.ts';
import { joinBytes } from './join-bytes.ts';

export interface CaptureLimits {
  readonly maxBytes: number;
  readonly budget: ByteBudget;
  /** How long the body will be, where that is known: it is kept in one piece from the beginning. */
  readonly announced?: number | undefined;
}

/**
 * Reads along with somebody else and keeps a copy of the body, in memory of its own. Where there is no room it gives the copy up. `done` is called
 * once, with the whole, whose bytes stay taken from the budget, or with why there is none.
 */
export function captureAnswer({ maxBytes, budget, announced }: CaptureLimits, done: (body: Uint8Array | DropReason) => void): AnswerReader {
  const most = Math.min(maxBytes, announced ?? maxBytes);
  let pieces: Uint8Array[] = [];
  let size = 0;
  let taken = 0;
  let isDone = false;

  function giveUp(reason: DropReason): void {
    if (isDone) return;
    isDone = true;
    budget.give(taken);
    pieces = [];
    done(reason);
  }

  /** `false` where there are not so many left. */
  function take(bytes: number): boolean {
    const isThere = budget.take(bytes);
    if (isThere) taken += bytes;
    return isThere;
  }

  return {
    piece(bytes) {
      if (isDone) return;
      if (size + bytes.length > most) return giveUp('too-large');
      if (announced === undefined) {
        if (!take(bytes.length)) return giveUp('memory');
        pieces.push(new Uint8Array(bytes));
      } else {
        if (taken === 0 && !take(announced)) return giveUp('memory');
        pieces[0] ??= new Uint8Array(announced);
        pieces[0].set(bytes, size);
      }
      size += bytes.length;
    },
    end() {
      if (isDone) return;
      if (size < taken) return giveUp('aborted');
      isDone = true;
      const whole = pieces.length === 1 ? pieces[0]! : joinBytes(pieces);
      // Or they would be held beside it, for as long as anybody holds this reader.
      pieces = [];
      done(whole);
    },
    brokeOff: () => giveUp('aborted'),
  };
}
