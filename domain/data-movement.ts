/** Which way changes flow, and who owns the writes of a group. */
export type DataFlow =
  /** Nothing is captured; legacy owns. */
  | 'none'
  /** Legacy owns; its changes flow to the candidate's store. */
  | 'forward'
  /** The candidate owns; its changes flow back to legacy's store. */
  | 'reverse'
  /** The candidate owns; nothing flows back any more. */
  | 'ended';

/** What the movement of a group's data must look like at a stop. */
export interface DesiredData {
  readonly flow: DataFlow;
  /** Whether the rows from before the capture began are to be copied; once all are, nothing is left to do for it. */
  readonly backfill: boolean;
  /** Whether both stores are compared, again and again. */
  readonly verify: boolean;
}

/** What it looks like. All counts are of the present attempt; times are epoch milliseconds by the mover's clock. */
export interface ObservedData {
  /** Who owns and which way changes flow, as the stores themselves say. */
  readonly flow: DataFlow;
  /** What the mover was last told, as the stores have kept it. */
  readonly told: DesiredData;
  /** What of that is not in place, in words, and is put right by telling it again: a mover that was paused, a trigger that is gone. */
  readonly missing: readonly string[];
  /** What only a person can put right, in words: a source whose columns have changed, a store that cannot be reached. Gates are held meanwhile. */
  readonly problems: readonly string[];
  readonly backfill: BackfillProgress;
  /** Changes captured and not yet applied on the other side, and how old the oldest of them is. */
  readonly lag: { readonly changes: number; readonly ms: number };
  readonly verification: Verification;
  /** How long writers waited when the ownership last changed. */
  readonly lastPause: Pause | null;
  /** Since when nothing flows back, and how many rows the candidate has written, changed or removed since, by its tables. */
  readonly ended: { readonly at: number; readonly writes: Readonly<Record<string, number>> } | null;
}

export interface BackfillProgress {
  readonly copied: number;
  /** Rows there are to copy, estimated until `done`. */
  readonly total: number;
  readonly perSecond: number;
  /** Rows that could not be converted or stored; each stands in the quarantine table with the reason. */
  readonly quarantined: number;
  readonly done: boolean;
}

export interface Verification {
  /** Rows compared in the pass that is under way, or in the last one. */
  readonly checked: number;
  /** Rows that still differed when they were compared again after the lag had passed. */
  readonly differing: number;
  readonly samples: readonly DataDifference[];
  /** What that pass has cost so far. */
  readonly cost: VerificationCost;
  /** When the last whole pass began and ended; `null`: none yet since it was asked for. */
  readonly lastPass: { readonly beganAt: number; readonly completedAt: number } | null;
}

export interface VerificationCost {
  /** Rows that the stores had to read for it, both together. */
  readonly rows: number;
  /** Of rows that left the stores. */
  readonly bytes: number;
  /** Time spent on it. */
  readonly ms: number;
}

export const NO_COST: VerificationCost = { rows: 0, bytes: 0, ms: 0 };

/** One row that differs. Values are told only where redaction lets them be. */
export interface DataDifference {
  readonly table: string;
  readonly key: string;
  /** Column → both values, redacted; `missing` on a side that has no such row. */
  readonly columns: Readonly<Record<string, { readonly legacy: string; readonly candidate: string }>>;
}

export interface Pause {
  readonly at: number;
  readonly ms: number;
}

/** Who owns the writes while changes flow that way. */
export function ownerOf(flow: DataFlow): 'legacy' | 'candidate' {
  return flow === 'reverse' || flow === 'ended' ? 'candidate' : 'legacy';
}
