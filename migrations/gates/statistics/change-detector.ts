const { exp, log1p } = Math;

/**
 * ln of a Shiryaev–Roberts e-detector (Shin, Ramdas, Rinaldo, New England J. Stat. Data Sci. 2(2), 2024): R ← (R + 1) · E over blocks of time in their order, E being
 * the evidence of one block against "all is well". A change at any block's beginning is one of the summands, so it need not be known when it came.
 * As long as all is well, R grows by 1 a block in the mean: it reaches c after c blocks or more, on average. Leaving out the oldest blocks, or
 * looking at a block before its end, only lowers it. `nats` has ln E of each block.
 */
export function logShiryaevRoberts(nats: readonly number[]): number {
  return nats.reduce((r, block) => block + logPlusOne(r), -Infinity);
}

/** ln(R + 1) from ln R, without overflow. */
function logPlusOne(logR: number): number {
  return logR > 0 ? logR + log1p(exp(-logR)) : log1p(exp(logR));
}
