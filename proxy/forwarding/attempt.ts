import { isSound } from './answer-shape.ts';
import type { Sending, UpstreamFailure } from './forwarder.ts';
import { MAX_INTERIM_ANSWERS } from './limits.ts';
import type { UpstreamAnswer } from './upstream-answer.ts';

/** One attempt to send a request: settled once, by an answer or by a failure, whichever is first. */
export interface Attempt extends Sending {
  /** A connection is there. `abort` ends what is under way on it. */
  connected(reused: boolean, abort: () => void): void;
  /** All of the request is sent: from now on the upstream's time runs. */
  sent(): void;
  /** An interim answer has come. `false`: it is one too many, and the attempt has failed. */
  interim(): boolean;
  answered(answer: UpstreamAnswer): void;
  /** The answer has ended, well or not: there is nothing left to take back. */
  ended(): void;
  failed(): void;
  /** Whether it was taken back or ran out of time before there was a connection. */
  isGivenUp(): boolean;
}

export function createAttempt(timeoutMs: number): Attempt {
  const { promise, resolve } = Promise.withResolvers<UpstreamAnswer | UpstreamFailure>();
  let connection: { readonly reused: boolean; readonly abort: () => void } | null = null;
  let timer: NodeJS.Timeout | undefined;
  let state: 'waiting' | 'answering' | 'over' = 'waiting';
  let givenUp = false;
  let interim = 0;

  function settle(outcome: UpstreamAnswer | UpstreamFailure, next: 'answering' | 'over'): void {
    clearTimeout(timer);
    if (state === 'waiting') {
      state = next;
      resolve(outcome);
    }
  }

  function fail(failure: UpstreamFailure['failure']): void {
    settle({ failure, sent: connection !== null, reused: connection?.reused ?? false }, 'over');
  }

  function breakOff(): void {
    fail('broken');
    connection?.abort();
  }

  function giveUp(failure: 'timeout' | 'cancelled'): void {
    givenUp = true;
    fail(failure);
    state = 'over';
    connection?.abort();
  }

  return {
    outcome: promise,
    // No getter: V8 remembers the one of each literal, and by it each attempt holds on to the next; nothing of a request would die young.
    isGivenUp: () => givenUp,
    connected(reused, abort) {
      connection = { reused, abort };
      if (givenUp) abort();
    },
    sent() {
      if (state === 'waiting') timer ??= setTimeout(giveUp, timeoutMs, 'timeout');
    },
    interim() {
      if (++interim <= MAX_INTERIM_ANSWERS) return true;
      breakOff();
      return false;
    },
    answered(answer) {
      if (isSound(answer)) settle(answer, 'answering');
      else breakOff();
    },
    ended: () => void (state = 'over'),
    failed: () => fail(connection ? 'broken' : 'unreachable'),
    cancel() {
      if (state !== 'over') giveUp('cancelled');
    },
  };
}
