import type { RuleConditions } from './rule-conditions.ts';

/** Whether every request that `inner` takes is taken by `outer` too, as far as can be told from the patterns' text: never true where it is not so. */
export function covers(outer: RuleConditions, inner: RuleConditions): boolean {
  const methods = outer.method === '*' || outer.method === inner.method;
  return methods && inner.paths.every((path) => outer.paths.some((pattern) => coversPath(pattern, path)));
}

/** Reads the inner pattern's wildcards as characters that only a wildcard of the outer one stands for: `?` for `?`, `*` for anything. */
function coversPath(outer: string, inner: string): boolean {
  const seen = new Set<number>();
  const walk = (i: number, j: number): boolean => {
    const key = i * (inner.length + 1) + j;
    if (seen.has(key)) return false;
    seen.add(key);
    if (i === outer.length) return j === inner.length;
    if (outer[i] === '*') return walk(i + 1, j) || (j < inner.length && walk(i, j + 1));
    if (j === inner.length || inner[j] === '*') return false;
    return (outer[i] === '?' || outer[i] === inner[j]) && walk(i + 1, j + 1);
  };
  return walk(0, 0);
}
