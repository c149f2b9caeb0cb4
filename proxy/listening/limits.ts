/** What a caller may take of the proxy. `null` is no limit. */
export interface ListeningLimits {
  /** Of the request line and all headers together; beyond it 431. */
  readonly headerBytes: number;
  readonly headers: number;
  /** Beyond it 414. */
  readonly urlBytes: number;
  /** Beyond it 413. */
  readonly bodyBytes: number | null;
  /** Within which all headers must have come, from the connection's start or the request's; else 408. */
  readonly headersMs: number;
  /** How long an upload may stand still while the proxy waits for more of it; else 408. One that goes on may take as long as it needs. */
  readonly bodyIdleMs: number;
  /** How long a connection may be idle between requests. */
  readonly keepAliveMs: number;
  /** Beyond it a connection's first request is answered with 503, and beyond {@link BEYOND_LIMIT} more it is not taken at all. */
  readonly connections: number;
  readonly connectionsPerAddress: number | null;
  readonly requestsPerConnection: number | null;
  /** Requests that may wait behind the one that is being answered; beyond it 503. */
  readonly pipelined: number;
}

/** Connections over the limit that are still told so, and whose health checks are answered: a task must not be replaced for being busy. */
export const BEYOND_LIMIT = 128;

/** For behind an Application Load Balancer: as much as it lets through, and a longer patience than its own (60 s) where of the two it should hang up. */
export const DEFAULT_LIMITS: ListeningLimits = {
  headerBytes: 64 * 1024,
  headers: 500,
  urlBytes: 16 * 1024,
  bodyBytes: null,
  headersMs: 60_000,
  bodyIdleMs: 60_000,
  keepAliveMs: 75_000,
  connections: 10_000,
  connectionsPerAddress: null,
  requestsPerConnection: null,
  pipelined: 16,
};
