/** What is done with copies of requests that change things: of every method but GET, HEAD and OPTIONS. */
export type CopiedWrites =
  /** The candidate carries the request out and takes everything back. */
  | { readonly kind: 'dry-run' }
  /** The candidate works on another store than its own; copies of reads too. */
  | { readonly kind: 'isolated-store'; readonly store: string }
  /** The candidate carries out what legacy has accepted, with the ids that legacy gave: place in the copy → place in legacy's answer. */
  | { readonly kind: 'response-replay'; readonly adopt: Readonly<Record<string, string>> }
  /** The change itself is not copied: the candidate learns of it by another way, within `settleMs`. Until then the session's reads are not copied either. */
  | { readonly kind: 'next-read'; readonly settleMs: number };

/** How a migration's requests are copied where it says more than how many. */
export interface Copying {
  /** Absent: requests that change things are not copied. */
  readonly writes?: CopiedWrites;
  /** Requests that are never copied, as route patterns, beside those that never are by themselves. */
  readonly never: readonly string[];
  /** Requests by GET, HEAD or OPTIONS that would never be copied by themselves and may be. */
  readonly harmless: readonly string[];
}

/** Methods by which nothing is meant to change (RFC 9110 §9.2.1). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export function isSafe(method: string): boolean {
  return SAFE.has(method);
}

/** A place in a message: a header, a member of a JSON body, or the last segment of `Location`. */
const PLACE = /^(?:\$(?:\.[^.[\]{}]+|\[\])+|header\.[A-Za-z0-9-]+|location)$/;

/** Why an id cannot be put at `to` from `from`, or `undefined` where it can. */
export function adoptionProblem(to: string, from: string): string | undefined {
  for (const place of [to, from]) if (!PLACE.test(place)) return `"${place}" is no place such as $.id, $.items[].id or header.x-order-id`;
  if (to === 'location') return 'a request has no Location';
  if (/^header\.(?:host|content-.*|transfer-encoding|connection|cookie|authorization|x-banyan-.*|x-forwarded-.*)$/i.test(to)) return `"${to}" is not an id's place`;
  const lists = (place: string) => place.split('[]').length - 1;
  if (lists(to) !== lists(from)) return `"${to}" and "${from}" do not go through equally many lists`;
  return undefined;
}
