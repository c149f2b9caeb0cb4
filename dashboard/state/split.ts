import type { Counted } from '../../domain/evidence.ts';
import { desiredAt } from '../../domain/desired-state.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { Migration } from '../../domain/migration.ts';
import { findStop, type Stop } from '../../domain/stop.ts';

/** Who answers a route group's requests: legacy, the candidate through a proxy (its cohort), the candidate straight from the load balancer (its weight). Requests, or percent. */
export interface Split {
  readonly legacy: number;
  readonly cohort: number;
  readonly direct: number;
}

/** A {@link Split} at a moment, epoch milliseconds. */
export interface SplitAt extends Split {
  readonly at: number;
}

/** The split that a stop asks for, from then on. */
export interface AskedSplit extends SplitAt {
  readonly stop: string;
  readonly how: 'advance' | 'roll-back';
}

export const NOTHING: Split = { legacy: 0, cohort: 0, direct: 0 };

export function splitOf({ legacy, candidate, direct }: Pick<Counted, 'legacy' | 'candidate' | 'direct'>): Split {
  return { legacy: legacy.requests, cohort: candidate.requests, direct: direct.requests };
}

/** What a stop asks for, in percent. */
export function askedAt(migration: Migration, stop: Stop): Split {
  const { rule, flags } = desiredAt(migration, stop);
  if (rule === 'none') return { legacy: 100, cohort: 0, direct: 0 };
  const cohort = flags === 'none' || !flags.on ? 0 : (rule.proxy * flags.cohortPercent) / 100;
  return { legacy: 100 - rule.candidate - cohort, cohort, direct: rule.candidate };
}

/** What was asked for from each move on, as the journal has it. A stop that the migration file no longer has is left out. */
export function askedHistory(migration: Migration, entries: readonly JournalEntry[]): readonly AskedSplit[] {
  return entries.flatMap((entry): readonly AskedSplit[] => {
    if (entry.kind !== 'moved') return [];
    const stop = findStop(migration, entry.to);
    return stop ? [{ at: Date.parse(entry.at), stop: entry.to, how: entry.how, ...askedAt(migration, stop) }] : [];
  });
}
