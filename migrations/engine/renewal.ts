import { desiredAt, directShare } from '../../domain/desired-state.ts';
import { positionOf, type JournalEntry } from '../../domain/journal-entry.ts';
import type { Migration } from '../../domain/migration.ts';
import { findStop } from '../../domain/stop.ts';
import type { Observed } from './observe.ts';

/**
 * Whether fresh tasks are to take the place of the candidate's. A load balancer moves no connection: a WebSocket or a stream that it opened straight to a task
 * stays after a roll-back, until the task is deregistered and the deregistration delay is over.
 */
export type Renewal =
  | { readonly kind: 'none' }
  /** After a roll-back from a weight: which deployment had run when the load balancer let go of the candidate is not written down yet. */
  | { readonly kind: 'due' }
  /** To tasks of that deployment something may still be open. */
  | { readonly kind: 'of'; readonly deployment: string };

const NONE: Renewal = { kind: 'none' };

/** Of a migration that was rolled back to `deploy`: whether the stop to which it had last moved on gave the candidate weight. One that the file no longer has may have. */
export function readRenewal(migration: Migration, entries: readonly JournalEntry[]): Renewal {
  if (positionOf(entries) !== 'deploy') return NONE;
  const advanced = entries.findLastIndex((entry) => entry.kind === 'moved' && entry.how === 'advance');
  const advance = entries[advanced];
  const left = advance?.kind === 'moved' ? findStop(migration, advance.to) : undefined;
  if (left && directShare(desiredAt(migration, left)) === 0) return NONE;
  const vacated = entries.slice(advanced + 1).find((entry) => entry.kind === 'vacated');
  return vacated ? { kind: 'of', deployment: vacated.deployment } : { kind: 'due' };
}

/** Whether tasks run to which something may still be open. By observation: any deployment since is the renewal, whoever asked for it. */
export function needsRenewal(renewal: Renewal, { service }: Pick<Observed, 'service'>): boolean {
  return service !== 'absent' && (renewal.kind === 'due' || (renewal.kind === 'of' && renewal.deployment === service.deployment));
}
