/** One bet per session: however many requests a caller makes within a few seconds, they count once, with their shares of those that bear a sign (`failed`, say). */
export interface SessionTally<Sign extends string> {
  record(session: string, signs: readonly Sign[]): void;
  /** Sessions seen to their end, and the sums over them of each sign's share. */
  totals(): { readonly sessions: number; readonly shares: Shares<Sign> };
}

type Shares<Sign extends string> = Readonly<Record<Sign, number>>;

export interface SessionTallyOptions<Sign extends string> {
  readonly signs: readonly Sign[];
  readonly now: () => number;
  /** A session ends so long after its first request. Default 5,000 ms. */
  readonly windowMs?: number;
  /** Sessions kept open at once; beyond that the oldest is ended early. Default 50,000. */
  readonly limit?: number;
  /** Told of each session that has ended. */
  readonly onEnd?: (shares: Shares<Sign>) => void;
}

interface OpenSession<Sign extends string> {
  readonly until: number;
  requests: number;
  readonly counts: Map<Sign, number>;
}

export function createSessionTally<Sign extends string>({ signs, now, windowMs = 5_000, limit = 50_000, onEnd }: SessionTallyOptions<Sign>): SessionTally<Sign> {
  // All sessions last equally long, so the order of arrival is the order of ending.
  const open = new Map<string, OpenSession<Sign>>();
  const sums = new Map<Sign, number>();
  let sessions = 0;

  const shared = (shareOf: (sign: Sign) => number): Shares<Sign> => Object.fromEntries(signs.map((sign) => [sign, shareOf(sign)])) as Shares<Sign>;

  function end(key: string, { requests, counts }: OpenSession<Sign>): void {
    open.delete(key);
    sessions += 1;
    for (const [sign, count] of counts) sums.set(sign, (sums.get(sign) ?? 0) + count / requests);
    onEnd?.(shared((sign) => (counts.get(sign) ?? 0) / requests));
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
    record(key, borne) {
      endThoseOver(limit);
      let session = open.get(key);
      if (!session) open.set(key, (session = { until: now() + windowMs, requests: 0, counts: new Map() }));
      session.requests += 1;
      for (const sign of borne) session.counts.set(sign, (session.counts.get(sign) ?? 0) + 1);
    },
    totals() {
      endThoseOver();
      return { sessions, shares: shared((sign) => sums.get(sign) ?? 0) };
    },
  };
}
