import type { NameRewrite } from '../../domain/rewrite.ts';

/** A query as rewritten; what is not named stays as it is, byte for byte. With neither is a `?`. */
export function rewriteQuery(query: string, { remove, rename, set }: NameRewrite): string {
  const removed = new Set([...remove, ...Object.keys(set)]);
  const kept = query.split('&').flatMap((pair) => {
    if (pair === '') return [];
    const name = nameOf(pair);
    if (removed.has(name)) return [];
    const renamed = Object.hasOwn(rename, name) ? rename[name] : undefined;
    if (renamed === undefined) return [pair];
    const equals = pair.indexOf('=');
    return [`${encodeURIComponent(renamed)}${equals < 0 ? '' : pair.slice(equals)}`];
  });
  return [...kept, ...Object.entries(set).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)].join('&');
}

function nameOf(pair: string): string {
  const equals = pair.indexOf('=');
  const raw = (equals < 0 ? pair : pair.slice(0, equals)).replaceAll('+', ' ');
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}
