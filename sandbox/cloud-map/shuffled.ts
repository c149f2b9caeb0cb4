import { randomInt } from 'node:crypto';

/** The items in random order. */
export function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, rank: randomInt(2 ** 32) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
