/** A question asked before leaving a stop. */
export type Gate =
  /** The candidate's answers differ from legacy's in fewer than `mismatchBelow` of the compared requests. */
  | { readonly kind: 'parity'; readonly mismatchBelow: number; readonly confidence: number }
  /** The candidate's share of 5xx answers is not above legacy's by `margin` or more. */
  | { readonly kind: 'error-rate'; readonly margin: number; readonly confidence: number }
  /** The candidate's share of slow answers is not above legacy's by `margin` or more; slow is above legacy's p99 as it was on arrival at the stop. */
  | { readonly kind: 'latency'; readonly margin: number; readonly confidence: number }
  /** So many targets of the candidate are healthy. */
  | { readonly kind: 'target-health'; readonly atLeast: number }
  /** So long at the stop with every other gate open. */
  | { readonly kind: 'soak'; readonly ms: number }
  /** So long without one request of the group on legacy. */
  | { readonly kind: 'quiet'; readonly ms: number };

/** What a gate answers. No evidence is held, never open. `evidence` has the numbers, `because` says them in words a person can check. */
export type Verdict =
  | { readonly state: 'open'; readonly because: string; readonly evidence: Evidential }
  | { readonly state: 'held'; readonly because: string; readonly evidence: Evidential }
  | { readonly state: 'failed'; readonly because: string; readonly evidence: Evidential };

export type Evidential = Readonly<Record<string, number | string | null>>;

export type GateVerdict = { readonly gate: Gate['kind'] } & Verdict;
