/** Which side answers a request. */
export type Upstream = 'legacy' | 'candidate';

/** Why a request went where it went. Closed: dashboards and logs may count on it. */
export type DecisionReason =
  /** No route group matches: the request is no concern of any migration. */
  | 'no-group'
  /** An operator has taken the group back at the proxy itself. */
  | 'override'
  /** The flags have not been fetched yet, or the server does not know this one. */
  | 'flags-unknown'
  /** The flags were fetched too long ago to be believed. */
  | 'flags-stale'
  /** They were, but the group stays as it was, and the last ones let this caller in. */
  | 'flags-stale-stayed'
  /** The group has left legacy for good, and somebody still came through the proxy. */
  | 'retired'
  /** The group's flag is off: everybody to legacy. */
  | 'flag-off'
  /** A tester's pass names this side. */
  | 'tester'
  /** The caller has no identity, so could not be kept on one side. */
  | 'anonymous'
  /** The flag's strategies leave this caller out. */
  | 'not-in-cohort'
  /** The flag's strategies let this caller in. */
  | 'in-cohort'
  /** The candidate failed so often that the proxy gives it a rest. */
  | 'breaker-open'
  /** The candidate cannot be found. */
  | 'candidate-unknown'
  /** Legacy did not say in time whose session it is, and the candidate has to know. */
  | 'session-unknown'
  /** The request cannot be put into the candidate's words. */
  | 'untranslatable'
  /** It changes something, and this side owns the group's writes, whoever else answers the caller. */
  | 'write-owner'
  /** The side that was asked first does not own the group's writes; the other was asked. */
  | 'fenced'
  /** The candidate failed this request before a byte of it reached the caller; legacy answered. */
  | 'fallback';

/** Which upstream serves a request, and why. */
export interface Decision {
  readonly group: string | null;
  readonly upstream: Upstream;
  readonly reason: DecisionReason;
}
