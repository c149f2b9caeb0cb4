import type { IncomingMessage } from 'node:http';
import type { Decision } from '../../domain/decision.ts';
import type { UpstreamAddress } from './upstream-address.ts';
import type { Interim, UpstreamAnswer } from './upstream-answer.ts';

/** Sends callers' requests to upstreams. */
export interface Forwarder {
  /** `req` is where the body comes from. It is not touched before a connection is there, and then only read. */
  send(req: IncomingMessage, outbound: Outbound): Sending;
  /** Ends the connections that nobody uses. */
  close(): void;
}

/** One request as it goes out. */
export interface Outbound {
  readonly to: UpstreamAddress;
  readonly method: string;
  /** Path and query as the caller sent them, byte for byte. */
  readonly target: string;
  /** `[name, value, …]` */
  readonly headers: readonly string[];
  readonly hasBody: boolean;
  /** The body where it is not the caller's own any more; absent: it is read from the request. */
  readonly body?: Buffer | undefined;
  /** Milliseconds the upstream has, from getting the whole request, until its headers are here. */
  readonly timeoutMs: number;
  /** On a connection of its own, where one that was kept alive has failed. */
  readonly freshConnection?: boolean;
  readonly onInterim?: ((interim: Interim) => void) | undefined;
  /** Why it is sent where it is, for whoever watches. */
  readonly decision?: Decision;
}

export interface Sending {
  /** Settles when the upstream's headers are here, or when there is no hope of them. Never rejects. */
  readonly outcome: Promise<UpstreamAnswer | UpstreamFailure>;
  /** Takes the request back, and the answer where it is already under way. */
  cancel(): void;
}

/** Why there is no answer. */
export interface UpstreamFailure {
  readonly failure: 'unreachable' | 'timeout' | 'broken' | 'cancelled';
  /** Whether anything of the request may have reached the upstream. */
  readonly sent: boolean;
  /** Whether it went over a connection that had been kept alive: the upstream may have hung up before the request came. */
  readonly reused: boolean;
}
