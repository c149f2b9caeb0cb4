import type { HeaderContext } from './header-context.ts';


/**
 * Addresses as a caller understands them: relative ones resolved against the request, default ports and dot segments gone. Scheme and host
 * count only if both answers name them: then they must be the same, else one of them says only the path.
 */
export function locationForm(values: readonly string[], { target, others, unordered }: HeaderContext): readonly string[] {
  const withOrigin = values.every(namesOrigin) && others.every(namesOrigin);
  return values.map((value) => normalised(value.trim(), target, { withOrigin, unordered }));
}

function namesOrigin(location: string): boolean {
  return /^\s*(?:https?:)?\/\//i.test(location);
}

function normalised(location: string, target: string, { withOrigin, unordered }: { withOrigin: boolean; unordered: boolean }): string {
  const base = URL.parse(target, 'http://relative.invalid')?.href ?? 'http://relative.invalid';
  const url = URL.parse(location, base);
  if (!url || !/^https?:$/.test(url.protocol)) return location;
  const query = unordered ? url.search.slice(1).split('&').toSorted().join('&') : url.search.slice(1);
  return `${withOrigin ? url.origin : ''}${url.pathname}${query === '' ? '' : `?${query}`}${url.hash}`;
}
