import { invalid, inRange } from './refusals.ts';

export interface PageRequest {
  readonly Marker?: string | undefined;
  readonly PageSize?: number | undefined;
}

/** One page of a list, and the marker of the next. */
export function pageOf<T>(all: readonly T[], { Marker, PageSize }: PageRequest): { readonly items: readonly T[]; readonly NextMarker: string | undefined } {
  const size = inRange('PageSize', PageSize, 1, 400, 400);
  const from = Marker === undefined || Marker === '' ? 0 : offsetOf(Marker);
  const to = from + size;
  return { items: all.slice(from, to), NextMarker: to < all.length ? Buffer.from(`from:${to}`).toString('base64url') : undefined };
}

function offsetOf(marker: string): number {
  const match = /^from:(\d{1,9})$/.exec(Buffer.from(marker, 'base64url').toString());
  if (!match) throw invalid('The specified marker is not valid');
  return Number(match[1]);
}
