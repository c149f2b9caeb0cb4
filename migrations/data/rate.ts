/** How many a second, of the last whole second or so in which any were counted. */
export interface Rate {
  readonly count: (many: number) => void;
  perSecond(): number;
}

const WINDOW_MS = 1_000;

export function createRate(elapsed: () => number): Rate {
  let since = elapsed();
  let counted = 0;
  let last = 0;
  return {
    count(many) {
      counted += many;
      const ms = elapsed() - since;
      if (ms < WINDOW_MS) return;
      last = Math.round((counted / ms) * 1_000);
      since = elapsed();
      counted = 0;
    },
    perSecond: () => last,
  };
}
