import type { AnswerReader, UpstreamAnswer } from '../forwarding/upstream-answer.ts';

/** Is shown an answer before it is relayed, and may read along. */
export type Tap = (answer: UpstreamAnswer) => AnswerReader | undefined;

/** Two that look at the same answer, of whom neither need be there. */
export function joinTaps(first: Tap | undefined, second: Tap | undefined): Tap | undefined {
  if (!first || !second) return first ?? second;
  return (answer) => {
    const [a, b] = [first(answer), second(answer)];
    if (!a || !b) return a ?? b;
    return {
      piece(bytes) {
        a.piece(bytes);
        b.piece(bytes);
      },
      end(trailers) {
        a.end(trailers);
        b.end(trailers);
      },
      brokeOff() {
        a.brokeOff();
        b.brokeOff();
      },
    };
  };
}
