import type { AnswerReader, UpstreamAnswer } from './upstream-answer.ts';

/** An answer whose body is pushed by whoever receives it. Pieces that come before there is a reader wait for one. */
export interface PushedAnswer extends UpstreamAnswer {
  push(piece: Buffer): void;
  end(trailers: readonly string[]): void;
  breakOff(): void;
}

export interface PushedAnswerParts extends Pick<UpstreamAnswer, 'status' | 'reason' | 'rawHeaders'> {
  readonly controller: { pause(): void; resume(): void };
}

const DISCARD: AnswerReader = { piece: () => {}, end: () => {}, brokeOff: () => {} };

export function createPushedAnswer({ controller, ...head }: PushedAnswerParts): PushedAnswer {
  let waiting: Buffer[] = [];
  let reader: AnswerReader | null = null;
  let over: ((reader: AnswerReader) => void) | null = null;

  function finish(how: (reader: AnswerReader) => void): void {
    over = how;
    if (reader) how(reader);
  }

  function read(to: AnswerReader): void {
    for (const piece of waiting) to.piece(piece);
    waiting = [];
    reader = to;
    over?.(to);
  }

  let complete = false;
  return {
    ...head,
    whole() {
      if (!complete || waiting.length > 1) return undefined;
      return waiting[0] ?? Buffer.alloc(0);
    },
    read,
    pause: () => controller.pause(),
    resume: () => controller.resume(),
    discard: () => read(DISCARD),
    push(piece) {
      if (reader) reader.piece(piece);
      else waiting.push(piece);
    },
    end(trailers) {
      complete = trailers.length === 0;
      finish((to) => to.end(trailers));
    },
    breakOff: () => finish((to) => to.brokeOff()),
  };
}
