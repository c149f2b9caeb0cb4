import type { Evidence } from './evidence.ts';

/** A question asked before leaving a stop. Data, but for `check`, whose `ask` is the user's own code. */
export type Gate =
  /** The candidate's answers differ from legacy's in fewer than `mismatchBelow` of the sessions. */
  | ({ readonly kind: 'parity'; readonly mismatchBelow: number } & Sureness)
  /** The candidate's share of failures is not above legacy's by `margin` or more: of the same requests while they are only copied, of each side's callers later. */
  | ({ readonly kind: 'error-rate'; readonly margin: number } & Sureness)
  /** The candidate's share of slow answers is not above legacy's by `margin` or more; slow is above legacy's p99 as it was on arrival at the stop. */
  | ({ readonly kind: 'latency'; readonly margin: number } & Sureness)
  /** The candidate's share of callers, or of requests, is what the stop asks for, give or take `within` (0–1) of the smaller side's. */
  | ({ readonly kind: 'sample-ratio'; readonly within: number } & Sureness)
  /** So many targets of the candidate are healthy. */
  | { readonly kind: 'target-health'; readonly atLeast: number }
  /** Somebody has said that this stop may be left. */
  | { readonly kind: 'approval' }
  /** The user's own function says so, within `timeoutMs`. */
  | { readonly kind: 'check'; readonly name: string; readonly timeoutMs: number; readonly ask: Check }
  /** After parity has passed: no sign that differences have become more than `mismatchBelow`. */
  | { readonly kind: 'parity-watch'; readonly mismatchBelow: number }
  /** After the shadow's error rate has passed: no sign that the candidate fails what legacy does not by more than `margin`. */
  | { readonly kind: 'error-watch'; readonly margin: number }
  /** So long at the stop with every other gate open. */
  | { readonly kind: 'soak'; readonly ms: number }
  /** All rows that were there before are copied, and no more than so many of them stand in quarantine. */
  | { readonly kind: 'backfilled'; readonly quarantineAtMost: number }
  /** Changes reach the other store within so long. */
  | { readonly kind: 'lag'; readonly belowMs: number }
  /** A whole comparison that began after the stop was reached has found both stores equal. */
  | { readonly kind: 'data-verified' }
  /** So long without one request of the group on legacy. */
  | { readonly kind: 'quiet'; readonly ms: number };

/** How sure a gate has to be before it opens. */
export interface Sureness {
  /** 1 − the chance that it opens though it should not, however often it is asked. */
  readonly confidence: number;
  /** It opens no sooner than so long after the stop was reached: an hour at night is not a day. */
  readonly atLeastMs: number;
}

/**
 * A gate of the user's own. Is asked again and again, by `status` too: it must only read. What it throws, or answers too late or in another form, holds the gate.
 * `signal` is aborted when its time is over.
 */
export type Check = (evidence: Evidence, signal: AbortSignal) => CheckAnswer | Promise<CheckAnswer>;

export interface CheckAnswer {
  readonly state: Verdict['state'];
  /** In words a person can check, with the numbers. */
  readonly because: string;
  /** Numbers and short texts for the journal. */
  readonly evidence?: Evidential;
}

/** What a gate answers. No evidence is held, never open. `evidence` has the numbers, `because` says them in words a person can check. */
export type Verdict =
  | { readonly state: 'open'; readonly because: string; readonly evidence: Evidential }
  | { readonly state: 'held'; readonly because: string; readonly evidence: Evidential }
  | { readonly state: 'failed'; readonly because: string; readonly evidence: Evidential };

export type Evidential = Readonly<Record<string, number | string | null>>;

/** A gate's name in verdicts and journal: its kind, or `check:` and the name that the migration file gives it. */
export type GateName = Exclude<Gate['kind'], 'check'> | `check:${string}` | Restraint;

/** What keeps a migration from going on whatever its gates say: a person, the hour, another migration that must come first, a revision that did not come up, or that nobody has said yes to what cannot be undone. It never fails. */
export type Restraint = 'hold' | 'window' | 'after' | 'revision' | 'retire';

export type GateVerdict = { readonly gate: GateName } & Verdict;

export function gateName(gate: Gate): GateName {
  return gate.kind === 'check' ? `check:${gate.name}` : gate.kind;
}
