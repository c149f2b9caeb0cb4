/*
 * Confidence sequences: bounds that are right at all times at once with the chance asked (Darling, Robbins, PNAS 58, 1967; Howard, Ramdas, McAuliffe,
 * Sekhon, Ann. Stat. 49(2), 2021). They are the gates' own tests turned round: what has not been shown to be too much, or too little, is still possible.
 * So the bound for people and the verdict never contradict each other: the gate opens when the bound falls below what it asks.
 */

/** The answer is no closer to the truth than this share of it, and always on the safe side. */
const PRECISION = 0.005;
const SMALLEST = 1e-7;

/** The least value in (0, 1) that is shown to be too much, its evidence reaching `nats`; 1 where none is. The evidence must not fall with the value. */
export function upperBound(evidence: (value: number) => number, nats: number): number {
  const shown = (value: number): boolean => evidence(value) >= nats;
  let [low, high] = [SMALLEST, 1];
  if (shown(low)) return low;
  while (high / low > 1 + PRECISION) {
    const middle = Math.sqrt(low * high);
    if (shown(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The greatest value in (0, 1) that is shown to be too little; 0 where none is. The evidence must not rise with the value. */
export function lowerBound(evidence: (value: number) => number, nats: number): number {
  const shown = (value: number): boolean => evidence(value) >= nats;
  let [low, high] = [SMALLEST, 1];
  if (!shown(low)) return 0;
  while (high / low > 1 + PRECISION) {
    const middle = Math.sqrt(low * high);
    if (shown(middle)) low = middle;
    else high = middle;
  }
  return low;
}
