/** A 64-bit hash as two 32-bit lanes. The one that hashing starts from is random per run, so that nobody can prepare two values that collide. */
export interface Hash {
  readonly low: number;
  readonly high: number;
}

/** Spreads every input bit over all 32 output bits. */
export function mix(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** One step of the low lane: takes `value` in after what `hash` has seen. */
export function stepLow(hash: number, value: number): number {
  const h = Math.imul(hash ^ value, 0x9e3779b1);
  return (h << 13) | (h >>> 19);
}

/** The same for the high lane, with other constants: what collides in one lane must not in the other. */
export function stepHigh(hash: number, value: number): number {
  const h = Math.imul(hash ^ value, 0xc4ceb9fb);
  return (h << 17) | (h >>> 15);
}

/** The hash of a text, as a JSON string of that content has it. */
export function hashText(text: string, start: Hash): Hash {
  let { low, high } = start;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = stepLow(low, code);
    high = stepHigh(high, code);
  }
  return { low, high };
}
