import type { JournalEntry, StoodRevision } from '../../domain/journal-entry.ts';
import type { Migration } from '../../domain/migration.ts';
import { specFingerprint } from '../ports/spec-fingerprint.ts';
import { readRenewal, type Renewal } from './renewal.ts';
import { targetGroupName } from './rules.ts';

/** What the journal knows of the candidate's revisions, and of the tasks that run them. */
export interface Revisions {
  /** The last one that was seen healthy with everything as a stop desires it: where to go back to. */
  readonly stood: StoodRevision | undefined;
  /** Fingerprints of those that did not come up since the migration last moved: they are not tried again before it moves, or the file says otherwise. */
  readonly fell: readonly string[];
  readonly renewal: Renewal;
}

export function readRevisions(migration: Migration, entries: readonly JournalEntry[]): Revisions {
  const gone = entries.findLastIndex((entry) => entry.kind === 'moved' && entry.to === 'start');
  const moved = entries.findLastIndex(({ kind }) => kind === 'moved');
  const stood = entries.slice(gone + 1).findLast((entry) => entry.kind === 'stood');
  return { stood: stood?.revision, fell: entries.slice(moved + 1).flatMap((entry) => (entry.kind === 'fell' ? entry.fingerprint : [])), renewal: readRenewal(migration, entries) };
}

/** A migration never changes, and every look at it asks. */
const wanted = new WeakMap<Migration, string>();

/** Names what the migration file asks for. */
export function wantedFingerprint(migration: Migration): string {
  const known = wanted.get(migration);
  if (known !== undefined) return known;
  const { candidate, group } = migration;
  const made = specFingerprint({ group: group.name, candidate, targetGroup: targetGroupName(group.name) });
  wanted.set(migration, made);
  return made;
}

/** Whether the file's revision was tried and did not come up, so that the one before goes on. */
export function hasFallen(migration: Migration, { fell }: Revisions): boolean {
  return fell.includes(wantedFingerprint(migration));
}
