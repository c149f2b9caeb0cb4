import { figure, median, reading, type Figure } from '../../figure.ts';
import { CONTESTANTS } from './contestants.ts';
import { documentPairs, type Documents } from './documents.ts';

/** From two texts to the differences between them: Banyan and four libraries, one after the other in every round. */
export function otherComparersFigures(): Figure[] {
  return documentPairs().flatMap((documents) => {
    const results = measure(documents);
    const fewest = Math.max(1, documents.changes);
    return results.flatMap(({ name, ms, differences }) => [
      reading(`${documents.name}: ${name}`, ms, 'ms'),
      name === 'Banyan'
        ? figure(`${documents.name}: differences that ${name} reports`, differences, 'differences', '≤', documents.changes === 0 ? 0 : fewest)
        : reading(`${documents.name}: differences that ${name} reports`, differences, 'differences'),
    ]);
  });
}

const ROUNDS_OF_4_000 = 5;

function measure({ legacy, candidate, elements }: Documents): { name: string; ms: number; differences: number }[] {
  const times = new Map<string, number[]>(CONTESTANTS.map(({ name }) => [name, []]));
  const rounds = Math.min(200, (ROUNDS_OF_4_000 * 4_000) / elements);
  for (let round = -2; round < rounds; round += 1) {
    for (const { name, differences } of CONTESTANTS) {
      const from = performance.now();
      differences(legacy, candidate);
      if (round >= 0) times.get(name)?.push(performance.now() - from);
    }
  }
  return CONTESTANTS.map(({ name, differences }) => ({ name, ms: median(times.get(name) ?? []), differences: differences(legacy, candidate) }));
}
