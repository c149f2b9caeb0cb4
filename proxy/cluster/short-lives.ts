/** The first rest, and twice as long each time after, where workers do not live this long. */
const FIRST_REST_MS = 100;
const LONGEST_REST_MS = 10_000;
const LONG_ENOUGH_MS = 10_000;

/** How long to rest before a worker that lived for `ms` is replaced: where one after the other ends at once, starting them is all the machine would do. */
export function createShortLives(): (ms: number) => number {
  let inARow = 0;
  return (ms) => {
    inARow = ms < LONG_ENOUGH_MS ? inARow + 1 : 0;
    return inARow === 0 ? 0 : Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (inARow - 1));
  };
}
