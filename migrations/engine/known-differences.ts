import type { DifferenceGroup, Differences, DifferencesByProxy } from '../../domain/difference.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import { allDifferences, limitDifferences, seenSince } from '../../domain/merge-differences.ts';

/** What one journal entry may hold of them, over all proxies: the journal is read whole at every tick. */
const GROUPS = 20;
const ROUTES = 100;
const CHARS = 256 * 1024;

/** How answers differed when a verdict was given, as its journal entry keeps it, what was seen at this stop first: it outlives the proxies. */
export function keptDifferences(evidence: Pick<Evidence, 'differences' | 'since'> | undefined): { readonly differences?: DifferencesByProxy } {
  const byProxy = Object.entries(evidence?.differences ?? {});
  if (!evidence || byProxy.length === 0) return {};
  const limits = { groups: GROUPS, routes: ROUTES, chars: CHARS / byProxy.length };
  const newestFirst = (all: readonly DifferenceGroup[]) => all.toSorted((a, b) => Number(b.lastSeen >= evidence.since) - Number(a.lastSeen >= evidence.since));
  return { differences: Object.fromEntries(byProxy.map(([proxy, { routes, differences }]) => [proxy, limitDifferences({ routes, differences: newestFirst(differences) }, limits)])) };
}

/** How answers differed at this stop, over all proxies; nothing where none did. */
export function newDifferences(evidence: Pick<Evidence, 'differences' | 'since'> | undefined): { readonly differences?: Differences } {
  if (!evidence) return {};
  const differences = seenSince(allDifferences(evidence.differences), evidence.since);
  return differences.differences.length === 0 ? {} : { differences };
}

/** When the candidate last began to be tried: the migration left `deploy`. Epoch milliseconds; 0 where it never did. */
export function attemptBegan(entries: readonly JournalEntry[]): number {
  return Date.parse(entries[startOfAttempt(entries)]?.at ?? '') || 0;
}

/** All that is known of the last attempt by now: of each proxy what was read last, just now or when an entry was written. A proxy's record only grows. */
export function knownDifferences(entries: readonly JournalEntry[], now: DifferencesByProxy = {}): DifferencesByProxy {
  const written = entries.slice(Math.max(0, startOfAttempt(entries))).map((entry) => ('differences' in entry ? (entry.differences ?? {}) : {}));
  return Object.fromEntries([...written, now].flatMap((byProxy) => Object.entries(byProxy)));
}

function startOfAttempt(entries: readonly JournalEntry[]): number {
  return entries.findLastIndex((entry) => entry.kind === 'moved' && entry.how === 'advance' && entry.from === 'deploy');
}
