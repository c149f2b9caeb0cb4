/** Methods a pattern may name; `*` is every method, as an ALB rule without a method condition. */
export const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

/**
 * One line of a route group. `path` has the meaning of an ALB path-pattern: case-sensitive, `*` is any run of
 * characters (also none, also `/`), `?` exactly one, and the query string is no part of it.
 */
export interface RoutePattern {
  readonly method: HttpMethod | '*';
  readonly path: string;
}

/** Method + path patterns that move as one. */
export interface RouteGroup {
  readonly name: string;
  readonly patterns: readonly RoutePattern[];
}

/** Why a pattern cannot be a condition of an ALB rule, or `undefined` where it can (ELBv2: path-pattern, 128 characters, 5 wildcards a rule). */
export function patternProblem(text: string): string | undefined {
  const { method, path } = splitPattern(text);
  if (method !== '*' && !(HTTP_METHODS as readonly string[]).includes(method)) return `"${method}" is not one of ${HTTP_METHODS.join(', ')}`;
  if (!path.startsWith('/')) return `the path "${path}" does not begin with "/"`;
  if (path.length > 128) return `the path has ${path.length} characters; an ALB condition takes 128`;
  if (!/^[A-Za-z0-9_\-.$/~"'@:+&*?]+$/.test(path)) return `the path "${path}" has a character that an ALB path-pattern does not take (a query string is no part of it)`;
  if (wildcards(path) > 5) return `the path has ${wildcards(path)} wildcards; an ALB rule takes 5`;
  return undefined;
}

/** `'GET /api/products'` or `'/api/categories/*'` as a {@link RoutePattern}; check {@link patternProblem} first. */
export function parsePattern(text: string): RoutePattern {
  return splitPattern(text) as RoutePattern;
}

/** A pattern as it is written in a migration file. */
export function formatPattern({ method, path }: RoutePattern): string {
  return method === '*' ? path : `${method} ${path}`;
}

/** How many `*` and `?` a path holds: ELBv2 takes five in one rule. */
export function wildcards(path: string): number {
  return path.replace(/[^*?]/g, '').length;
}

function splitPattern(text: string): { method: string; path: string } {
  const space = text.indexOf(' ');
  return space < 0 ? { method: '*', path: text } : { method: text.slice(0, space), path: text.slice(space + 1).trim() };
}
