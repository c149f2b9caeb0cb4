/** One page of a list, and the token of the next. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/**
 * Cuts a page out of `items`, in order of `key`. The token names the last key seen and not a number of items, so a list that changes between two pages neither repeats nor skips what stayed.
 * Answers `undefined` for a token that is none.
 */
export function page<T>(items: Iterable<T>, key: (item: T) => string, limit: number, token: string | undefined, order: 'ASC' | 'DESC' = 'ASC'): Page<T> | undefined {
  const after = token === undefined ? undefined : decode(token);
  if (token !== undefined && after === undefined) return undefined;
  const precedes = (a: string, b: string) => (order === 'ASC' ? a < b : a > b);
  const rest = [...items].filter((item) => after === undefined || precedes(after, key(item))).toSorted((a, b) => (precedes(key(a), key(b)) ? -1 : 1));
  const cut = rest.slice(0, limit);
  const last = cut.at(-1);
  return { items: cut, next: last !== undefined && rest.length > limit ? encode(key(last)) : undefined };
}

const PREFIX = 'after:';

function encode(key: string): string {
  return Buffer.from(PREFIX + key).toString('base64url');
}

function decode(token: string): string | undefined {
  const text = Buffer.from(token, 'base64url').toString();
  return text.startsWith(PREFIX) && encode(text.slice(PREFIX.length)) === token ? text.slice(PREFIX.length) : undefined;
}
