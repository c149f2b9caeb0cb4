/** Somebody whom legacy answered: enough to find out who it is, and nothing that is a secret of his. */
export interface LegacyCaller {
  /** What the caller's program calls itself, and a few characters that are always the same for one session. */
  readonly who: string;
  /** Method and path with data left out: `GET /api/products/:id`. */
  readonly route: string;
  /** The last time, epoch milliseconds. */
  readonly at: number;
}

/** So many are told of at the most. */
export const MOST_LEGACY_CALLERS = 8;

/** Of several lists the latest of each, latest first. */
export function mergeLegacyCallers(lists: readonly (readonly LegacyCaller[] | undefined)[]): readonly LegacyCaller[] {
  const latest = new Map<string, LegacyCaller>();
  for (const each of lists.flatMap((list) => list ?? []).toSorted((a, b) => a.at - b.at)) latest.set(`${each.who} ${each.route}`, each);
  return [...latest.values()].toSorted((a, b) => b.at - a.at).slice(0, MOST_LEGACY_CALLERS);
}

const LONGEST_AGENT = 60;

/** A program's own name for itself (`User-Agent`), as far as it is plain text: `curl/8.5.0`. */
export function plainAgent(userAgent: string): string {
  const plain = userAgent.replaceAll(/[^\w./ ();:+-]/g, '').trim();
  return plain === '' ? 'a program without a name' : plain.slice(0, LONGEST_AGENT);
}
