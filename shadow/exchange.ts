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
  /** The route's template where the caller knows it: `GET /api/products/:id`. Absent means: made from the target. */
  readonly route?: string;
}
