import type { RouteGroup, RoutePattern } from './route-group.ts';

/** Two patterns of different groups that some request would match both. */
export interface Overlap {
  readonly left: RoutePattern;
  readonly right: RoutePattern;
}

/** The first pair of patterns that both match some request, or `undefined` where the groups are apart. */
export function findOverlap(left: RouteGroup, right: RouteGroup): Overlap | undefined {
  for (const a of left.patterns) {
    for (const b of right.patterns) {
      const methodsMeet = a.method === '*' || b.method === '*' || a.method === b.method;
      if (methodsMeet && pathsMeet(a.path, b.path)) return { left: a, right: b };
    }
  }
  return undefined;
}

/** Whether some path matches both wildcard patterns: the product of the two as automata, walked once per pair of positions. */
export function pathsMeet(a: string, b: string): boolean {
  const seen = new Set<number>();
  const walk = (i: number, j: number): boolean => {
    const key = i * (b.length + 1) + j;
    if (seen.has(key)) return false;
    seen.add(key);
    if (i === a.length && j === b.length) return true;
    if (a[i] === '*' && (walk(i + 1, j) || (j < b.length && walk(i, j + 1)))) return true;
    if (b[j] === '*' && (walk(i, j + 1) || (i < a.length && walk(i + 1, j)))) return true;
    if (i === a.length || j === b.length || a[i] === '*' || b[j] === '*') return false;
    return (a[i] === b[j] || a[i] === '?' || b[j] === '?') && walk(i + 1, j + 1);
  };
  return walk(0, 0);
}
