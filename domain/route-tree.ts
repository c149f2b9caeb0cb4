import type { RouteCount } from './difference.ts';

/**
 * Learns route templates: where more than a few names were seen in one place, names are data there. `GET /products/blue-shirt` is then
 * `GET /products/:slug`. What it has learned depends on the routes it was given and not on their order, so what several proxies have
 * learned can be put together.
 */
export interface RouteTree {
  /**
   * Counts answers of a route and returns its template. With `learn` false the route teaches nothing: names not seen before become
   * `:other`, so that whoever asks for what is not there does not blur what is.
   */
  add(route: string, count: number, learn: boolean): string;
  /** The template of a route that was added. */
  templateOf(route: string): string;
  /** Every template with its count, in order. */
  counts(): readonly RouteCount[];
}

export interface RouteTreeOptions {
  /** Beyond so many segments in all, routes are cut: `GET /api/…`. Default: no limit. */
  readonly maxSegments?: number;
}

/** Names seen in one place, beyond which they are data: a route group has seldom more sub-resources in one place, and a shop has more products. */
const MAX_NAMES = 20;
const SLUG = ':slug';
const UNKNOWN = ':other';
const CUT = '…';

interface Segment {
  compared: number;
  isRoute: boolean;
  readonly next: Map<string, Segment>;
}

export function createRouteTree({ maxSegments = Infinity }: RouteTreeOptions = {}): RouteTree {
  const root = newSegment();
  let segments = 0;

  const step = (from: Segment, name: string, learn: boolean): string => {
    const known = nameIn(from, name);
    const taken = from !== root && isName(known) && !learn && !from.next.has(known) ? UNKNOWN : known;
    if (from.next.has(taken)) return taken;
    if (segments >= maxSegments) return make(from, CUT);
    segments += 1;
    make(from, taken);
    if (from === root || (taken !== SLUG && names(from).length <= MAX_NAMES)) return taken;
    settle(from);
    segments = sizeOf(root);
    return nameIn(from, taken);
  };

  return {
    add(route, count, learn) {
      let at = root;
      const template: string[] = [];
      for (const name of route.split('/')) {
        const taken = step(at, name, learn);
        template.push(taken);
        at = at.next.get(taken) ?? at;
        if (taken === CUT) break;
      }
      at.compared += count;
      at.isRoute = true;
      return template.join('/');
    },
    templateOf(route) {
      let at: Segment | undefined = root;
      const template: string[] = [];
      for (const name of route.split('/')) {
        const taken: string = at && at !== root ? nameIn(at, name) : name;
        template.push(taken);
        at = at?.next.get(taken);
      }
      return template.join('/');
    },
    counts: () => [...routesBelow(root, [])].toSorted((a, b) => (a.route < b.route ? -1 : 1)),
  };
}

function newSegment(): Segment {
  return { compared: 0, isRoute: false, next: new Map() };
}

function make(from: Segment, name: string): string {
  if (!from.next.has(name)) from.next.set(name, newSegment());
  return name;
}

/** Names can be data; what the classifier has already recognised as such, and what is empty, cannot. */
function isName(text: string): boolean {
  return text !== '' && text !== CUT && !text.startsWith(':');
}

function names({ next }: Segment): readonly string[] {
  return [...next.keys()].filter(isName);
}

/** What a name is called there. */
function nameIn({ next }: Segment, name: string): string {
  return isName(name) && next.has(SLUG) ? SLUG : name;
}

/** Puts the names of one place together where they are data, and then whatever that makes data below. */
function settle(segment: Segment): void {
  const found = names(segment);
  if (found.length > MAX_NAMES || (found.length > 0 && segment.next.has(SLUG))) {
    make(segment, SLUG);
    const slug = segment.next.get(SLUG)!;
    for (const name of found) {
      absorb(slug, segment.next.get(name)!);
      segment.next.delete(name);
    }
  }
  for (const below of segment.next.values()) settle(below);
}

function absorb(into: Segment, other: Segment): void {
  into.compared += other.compared;
  into.isRoute ||= other.isRoute;
  for (const [name, segment] of other.next) {
    make(into, name);
    absorb(into.next.get(name)!, segment);
  }
}

function sizeOf({ next }: Segment): number {
  return [...next.values()].reduce((sum, segment) => sum + 1 + sizeOf(segment), 0);
}

function* routesBelow({ compared, isRoute, next }: Segment, path: readonly string[]): Iterable<RouteCount> {
  if (isRoute) yield { route: path.join('/'), compared };
  for (const [name, segment] of next) yield* routesBelow(segment, [...path, name]);
}
