/** One answer as it came off the wire. */
export interface CapturedResponse {
  readonly status: number;
  readonly statusMessage?: string;
  /** As Node gives them: `[name, value, name, value, …]`, latin1, duplicates kept, never joined. */
  readonly rawHeaders: readonly string[];
  /** Raw bytes as received, still compressed where they were. */
  readonly body: Uint8Array;
  /** Whether the body was longer than what was kept. */
  readonly bodyTruncated: boolean;
  /** The body is a JSON text that says what the one received said, whatever the headers call that one. */
  readonly isDocument?: boolean;
  /** Milliseconds from sending the request to the end of the answer. */
  readonly ms: number;
}

/** Why a shadow has no answer. */
export type ShadowFailure = 'timeout' | 'reset' | 'refused' | 'unreachable' | 'malformed';

export interface FailedShadow {
  readonly failed: ShadowFailure;
}

/** One request and both answers to it. */
export interface Exchange {
  readonly method: string;
  /** Path and query as the caller sent them. */
  readonly target: string;
  /** When the request came, epoch milliseconds. */
  readonly at: number;
  readonly legacy: CapturedResponse;
  readonly candidate: CapturedResponse | FailedShadow;
  /** What is to be learned of it about noise; absent: nothing. */
  readonly purpose?: NoisePurpose;
  /** The route's template where the caller knows it: `GET /api/products/:id`. Absent means: made from the target. */
  readonly route?: string;
}

/** `probe`: `candidate` is legacy's second answer. Else a sample: both sides' second answers to the same request. */
export type NoisePurpose = 'probe' | { readonly legacyAgain: CapturedResponse | FailedShadow; readonly candidateAgain: CapturedResponse | FailedShadow };
