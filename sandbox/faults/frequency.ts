import type { When } from './fault.ts';
import { createRandom, type Random } from './random.ts';

/** Says, one occasion after the other, which of them meet the fault. */
export interface Frequency {
  readonly random: Random;
  next(): boolean;
}

/** The same seed and the same number of occasions give the same answers. */
export function createFrequency(when: When | undefined, seed: string): Frequency {
  const random = createRandom(seed);
  let seen = 0;
  return {
    random,
    next() {
      seen += 1;
      if (when === undefined) return true;
      if ('probability' in when) return random() < when.probability;
      if ('every' in when) return seen % when.every === 0;
      if ('first' in when) return seen <= when.first;
      return when.pattern[(seen - 1) % when.pattern.length] === 'x';
    },
  };
}
