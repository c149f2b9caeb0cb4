import type { RecordedAnswer, RecordedRequest } from '../recording/recorded-exchange.ts';

/** A request to make again. */
export interface ReplayItem {
  /** When it was made first, epoch milliseconds. */
  readonly at: number;
  /** Requests of one session are made in their order. */
  readonly session: string;
  readonly request: RecordedRequest;
  /** What legacy answered then; `null` where nobody kept it. */
  readonly answer: RecordedAnswer | null;
}

/** Why an item was not replayed, or what came of it not compared. */
export type Skip =
  /** The route group's patterns do not match it. */
  | 'not-in-group'
  /** It changes something, and `--writes` was not given. */
  | 'unsafe-method'
  /** It names something that was redacted, and that no answer of this run has named. */
  | 'withheld'
  /** Its body cannot be written again. */
  | 'body-not-kept'
  /** There is no answer of legacy's to compare with. */
  | 'no-answer'
  /** It is no request that can be replayed, or cannot be read. */
  | 'unreadable';

export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
