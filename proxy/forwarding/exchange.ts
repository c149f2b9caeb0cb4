import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Decision } from '../../domain/decision.ts';
import type { Group } from '../group.ts';
import type { Introduce } from '../identity/introductions.ts';
import type { CallerRequest, Clock } from '../listening/caller-request.ts';
import type { Upload } from '../shadowing/writes/capture-upload.ts';
import type { Forwarder, UpstreamFailure } from './forwarder.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { UpstreamAddress } from './upstream-address.ts';
import type { AnswerReader, UpstreamAnswer } from './upstream-answer.ts';

/** One request on its way: who asks, who is to answer, and where the answer goes. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly request: CallerRequest;
  readonly decision: Decision;
  readonly group: Group | undefined;
  /** Tells the candidate, and never legacy, who calls. */
  readonly introduce?: Introduce | undefined;
  /** Is shown legacy's answer before it is relayed, and may read along. */
  readonly tapLegacy?: ((answer: UpstreamAnswer) => AnswerReader | undefined) | undefined;
  /** The body, where it has been read to be rewritten. */
  readonly body?: Buffer | undefined;
  /** A copy of the body, made on its way, where another side may have to be asked. */
  readonly kept?: Upload | undefined;
  /** Another side was asked before: none is asked after this one. */
  readonly isSecond?: boolean;
}

/** What requests are sent by, and to whom. */
export interface Upstreams {
  readonly forwarder: Forwarder;
  readonly legacy: { readonly address: UpstreamAddress; readonly timeoutMs: number };
  /** For requests that legacy gets a second time. */
  readonly resends: RetryBudget;
  readonly clock: Clock;
}

/** What became of a request. */
export interface Served {
  readonly decision: Decision;
  /** Status the caller got; `null` where the caller left before there was one. */
  readonly status: number | null;
  /** Milliseconds to the first byte. */
  readonly ms: number;
  /** Why the upstream that was asked last gave no answer, or not all of it; `null` where it did. */
  readonly failure: UpstreamFailure['failure'] | 'broke-off' | null;
}
