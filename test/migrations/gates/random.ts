const { imul } = Math;

/** Seeded numbers in [0, 1): a 32-bit Weyl sequence through a xor-multiply hash. Good enough to toss coins with, and the same on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e37_79b9) >>> 0;
    let x = imul(state ^ (state >>> 16), 0x85eb_ca6b);
    x = imul(x ^ (x >>> 13), 0xc2b2_ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** How many of `n` tosses come up with chance `p`. */
export function tosses(random: () => number, n: number, p: number): number {
  let hits = 0;
  for (let i = 0; i < n; i++) if (random() < p) hits++;
  return hits;
}

/** Tosses until one comes up with chance `p`, that one not counted. */
export function tossesBefore(random: () => number, p: number): number {
  return Math.floor(Math.log(1 - random()) / Math.log1p(-p));
}

/** The most of `runs` that may come up with chance `p` before chance is no excuse: three standard deviations. */
export function atMost(p: number, runs: number): number {
  return p * runs + 3 * Math.sqrt(runs * p * (1 - p));
}
