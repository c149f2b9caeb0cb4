import type { RouteGroup, RoutePattern } from './route-group.ts';

/** Whether an ALB would find `path` (no query) to match the path-pattern `pattern`. Never worse than pattern × path, whatever the wildcards. */
export function matchesPath(pattern: string, path: string): boolean {
  let p = 0;
  let s = 0;
  let star = -1;
  let retry = 0;
  while (s < path.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      retry = s;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === path[s])) {
      p++;
      s++;
    } else if (star >= 0) {
      p = star + 1;
      s = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.length && pattern[p] === '*') p++;
  return p === pattern.length;
}

/** The path of a request target: what stands before the query string. */
export function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query < 0 ? target : target.slice(0, query);
}

export function matchesPattern({ method, path }: RoutePattern, requestMethod: string, requestPath: string): boolean {
  return (method === '*' || method === requestMethod) && matchesPath(path, requestPath);
}

/** The first group one of whose patterns matches, or `undefined`: such a request is no concern of any migration. */
export function findGroup<G extends RouteGroup>(groups: readonly G[], method: string, path: string): G | undefined {
  return groups.find((group) => group.patterns.some((pattern) => matchesPattern(pattern, method, path)));
}
