/** Segments that stand before what a path is about. */
const PREFIX = /^(?:api|rest|v\d{1,3}|public|internal|[a-z]{2}(?:-[a-z]{2})?)$/i;
const DEEPEST = 3;
/** What a route group and its service may be called. */
const LONGEST_NAME = 20;

/** What a route is about: the path that leads to it, and a name. */
export interface About {
  readonly name: string;
  readonly prefix: string;
}

/** Paths that are about nothing that a pattern can name. */
export const REST = 'rest';

/** The path to the first segment that names something: `/api/v2/products/:id` is about `/api/v2/products`. */
export function groupOfPath(path: string): About {
  const segments = path.split('/').slice(1);
  const found = segments.slice(0, DEEPEST).findIndex((segment) => !PREFIX.test(segment));
  // Nothing but prefixes, as `/api`, is about the last of them.
  const at = found < 0 ? Math.min(segments.length, DEEPEST) - 1 : found;
  const segment = segments[at] ?? '';
  const prefix = `/${segments.slice(0, at + 1).join('/')}`;
  if (segment === '') return { name: 'root', prefix };
  return /^[A-Za-z0-9_\-.$~'@+]+$/.test(segment) ? { name: nameOf(segments.slice(0, at + 1)), prefix } : { name: REST, prefix };
}

/** The patterns of all that is below a prefix. One that leads to other groups too is a pattern of its own only. */
export function patternsOf(prefix: string): readonly string[] {
  const last = prefix.slice(prefix.lastIndexOf('/') + 1);
  return last === '' || PREFIX.test(last) ? [prefix] : [prefix, `${prefix}/*`];
}

function nameOf(segments: readonly string[]): string {
  const words = segments.filter((segment, index) => index === segments.length - 1 || !/^(?:rest|v\d{1,3})$/i.test(segment)).join('-');
  const name = words.toLowerCase().replace(/\.[a-z\d]+$/, '').replace(/[^a-z0-9]+/g, '-').slice(0, LONGEST_NAME).replace(/^-+|-+$/g, '');
  return /^[a-z]./.test(name) ? name : `group-${name || 'x'}`.slice(0, LONGEST_NAME + 4);
}
