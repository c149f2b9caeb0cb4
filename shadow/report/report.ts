import type { Comparisons } from '../../domain/counters.ts';
import type { ObservedData } from '../../domain/data-movement.ts';
import type { Differences } from '../../domain/difference.ts';
import type { GateVerdict } from '../../domain/gate.ts';

/** All that is known of how a migration's candidate answers, for people who have to decide. */
export interface MigrationReport {
  readonly migration: string;
  readonly group: string;
  /** `GET /api/products/*` */
  readonly patterns: readonly string[];
  /** Epoch milliseconds, as are all times here. */
  readonly at: number;
  readonly stop: string;
  readonly stops: readonly string[];
  /** When it came to this stop; `null`: it never moved. */
  readonly arrivedAt: number | null;
  readonly now: ReadNow | { readonly unknown: string };
  /** Since when differences are told: the candidate was last begun to be tried. */
  readonly since: number;
  /** Of proxies that do not answer any more, what the journal kept. */
  readonly differences: Differences;
  readonly noise: readonly string[];
  readonly masks: Masks;
  readonly history: readonly HistoryEntry[];
}

/** What was read as the report was made, counted since the migration came to its stop. */
export interface ReadNow {
  readonly gates: readonly GateVerdict[];
  readonly comparisons: Comparisons;
  /** Share of the copies wanted that were compared; `null` where the counters make no sense. */
  readonly coverage: number | null;
  readonly proxies: { readonly answered: number; readonly expected: number };
  /** What the world did though nobody moved, in words. */
  readonly drift: readonly string[];
  /** How the group's rows move; `null`: none do. */
  readonly data: ObservedData | null;
}

export interface Masks {
  /** Path and class. */
  readonly inForce: readonly (readonly [path: string, mask: string])[];
  /** Paths of which the order means nothing. */
  readonly unordered: readonly string[];
  /** Learned of legacy's own noise and waiting for a review, in words. */
  readonly proposed: readonly string[];
}

/** A decision, as the journal has it. */
export interface HistoryEntry {
  readonly at: number;
  readonly who: string;
  readonly why: string;
  /** `moved from front to shadow` */
  readonly what: string;
  readonly verdicts: readonly GateVerdict[];
}
