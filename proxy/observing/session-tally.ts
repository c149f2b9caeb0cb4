/** One bet per session: however many requests a caller makes within a few seconds, they count once, with their share of bad outcomes. */
export interface SessionTally {
  record(session: string, bad: boolean): void;
  /** Sessions seen to their end, and the sum over them of their share of bad outcomes. */
  totals(): { readonly sessions: number; readonly bad: number };
}

export interface SessionTallyOptions {
  readonly now: () => number;
  /** A session ends so long after its first request. Default 5,000 ms. */
  readonly windowMs?: number;
  /** Sessions kept open at once; beyond that the oldest is ended early. Default 50,000. */
  readonly limit?: number;
}

interface OpenSession {
  readonly until: number;
  requests: number;
  bad: number;
}

export function createSessionTally({ now, windowMs = 5_000, limit = 50_000 }: SessionTallyOptions): SessionTally {
  // All sessions last equally long, so the order of arrival is the order of ending.
  const open = new Map<string, OpenSession>();
  let sessions = 0;
  let bad = 0;

  function end(key: string, session: OpenSession): void {
    open.delete(key);
    sessions += 1;
    bad += session.bad / session.requests;
  }

  /** Ends the sessions whose time is over, and the oldest where there are `most` or more. */
  function endThoseOver(most = Infinity): void {
    const at = now();
    for (const [key, session] of open) {
      if (session.until > at && open.size < most) return;
      end(key, session);
    }
  }

  return {
    record(key, isBad) {
      endThoseOver(limit);
      let session = open.get(key);
      if (!session) open.set(key, (session = { until: now() + windowMs, requests: 0, bad: 0 }));
      session.requests += 1;
      if (isBad) session.bad += 1;
    },
    totals() {
      endThoseOver();
      return { sessions, bad };
    },
  };
}
