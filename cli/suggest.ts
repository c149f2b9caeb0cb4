/** ` Did you mean "catalog"?`, with the known name that is nearest to what was written; empty where none is near. */
export function didYouMean(written: string, known: readonly string[]): string {
  const [nearest] = known.map((name) => ({ name, distance: distance(written, name) })).toSorted((a, b) => a.distance - b.distance);
  return nearest && nearest.distance <= Math.max(1, Math.floor(nearest.name.length * 0.4)) ? ` Did you mean "${nearest.name}"?` : '';
}

/** Letters to be put in, taken out, changed or swapped with their neighbour (optimal string alignment). */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1] ? before[j - 2]! + 1 : Infinity;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, change, swap));
    }
    [before, row] = [row, next];
  }
  return row[to.length]!;
}
