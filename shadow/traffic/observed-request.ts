/** A request that was made once, as far as a log tells of it. */
export interface ObservedRequest {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Whoever is most probably one caller; `null` where nobody can tell. */
  readonly caller: string | null;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** 0 where nothing was answered. */
  readonly status: number;
  readonly ms: number | null;
}

/** What is told while a log is read. */
export interface TrafficReading {
  /** A line or entry that is no request, or cannot be read. */
  readonly unreadable: () => void;
  /** So many bytes of the file have been read. */
  readonly read: (bytes: number) => void;
}
