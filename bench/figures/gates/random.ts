const { floor, imul, log, log1p } = Math;

/** Numbers in [0, 1), the same for the same seed on every machine. */
export type Random = () => number;

/** A 32-bit counter by the golden ratio through the murmur3 finaliser: good enough to toss coins with. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e37_79b9) >>> 0;
    let x = imul(state ^ (state >>> 16), 0x85eb_ca6b);
    x = imul(x ^ (x >>> 13), 0xc2b2_ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** Trials with chance `p` that fail before one succeeds. */
export function failuresBefore(random: Random, p: number): number {
  return p === 0 ? Infinity : floor(log(1 - random()) / log1p(-p));
}

/** How many of `n` trials with chance `p` succeed. Takes as long as there are successes. */
export function successes(random: Random, n: number, p: number): number {
  let found = 0;
  for (let at = failuresBefore(random, p); at < n; at += 1 + failuresBefore(random, p)) found += 1;
  return found;
}
