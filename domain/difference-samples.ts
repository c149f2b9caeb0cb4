import type { DifferenceGroup, DifferenceSample } from './difference.ts';

export const MAX_SAMPLES = 5;

/**
 * A few of the samples, spread over time: one of each block of time that has any, the blocks being as short as their number allows. Which one
 * of a block is as good as chance, but the same whoever chooses: thinning what was thinned gives what thinning all would have given.
 */
export function thinSamples({ samples, everyMs }: Pick<DifferenceGroup, 'samples' | 'everyMs'>): Pick<DifferenceGroup, 'samples' | 'everyMs'> {
  for (let blockMs = everyMs; ; blockMs *= 2) {
    const chosen = new Map<number, DifferenceSample>();
    for (const sample of samples) {
      const block = Math.floor(sample.at / blockMs);
      const other = chosen.get(block);
      if (!other || comesBefore(sample, other)) chosen.set(block, sample);
    }
    if (chosen.size <= MAX_SAMPLES) return { samples: [...chosen.values()].toSorted((a, b) => a.at - b.at), everyMs: blockMs };
  }
}

function comesBefore(a: DifferenceSample, b: DifferenceSample): boolean {
  const [left, right] = [rank(a), rank(b)];
  return left === right ? JSON.stringify(a) < JSON.stringify(b) : left < right;
}

/** As good as random, and no secret: FNV-1a over what the sample was. */
function rank({ at, request }: DifferenceSample): number {
  let hash = 0x811c9dc5;
  for (const char of `${at} ${request}`) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
