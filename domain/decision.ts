/** Which side answers a request. */
export type Upstream = 'legacy' | 'candidate';

/** Why a request goes where it goes, and to which side it can be. Closed: dashboards and logs may count on it. docs/callers.md is written from it. */
export const DECISION_REASONS = {
  'no-group': { side: 'legacy', because: 'no route group has a pattern for it' },
  override: { side: 'legacy', because: 'an operator has taken the group back to legacy at this proxy' },
  'flags-unknown': { side: 'legacy', because: 'the flags have not been fetched yet, or the flag server does not know this one' },
  'flags-stale': { side: 'legacy', because: 'the flag server has not answered for too long' },
  'flags-stale-stayed': { side: 'candidate', because: 'the flag server has not answered for too long; the group stays as it was, and the last flags let this caller in' },
  retired: { side: 'candidate', because: 'the group has left legacy for good: the candidate answers, or nobody, as its migration says' },
  'flag-off': { side: 'legacy', because: 'the flag of the group is off' },
  tester: { side: 'either', because: "a tester's pass names this side" },
  anonymous: { side: 'legacy', because: 'nobody is named as the caller, so nobody could be kept on one side' },
  'not-in-cohort': { side: 'legacy', because: "the flag's strategies leave this caller out" },
  'in-cohort': { side: 'candidate', because: "the flag's strategies let this caller in" },
  'breaker-open': { side: 'legacy', because: 'the candidate failed so often that it is given a rest' },
  'candidate-unknown': { side: 'legacy', because: "the candidate's name leads to no address" },
  'session-unknown': { side: 'legacy', because: 'legacy did not say in time whose session it is, and the candidate has to know' },
  untranslatable: { side: 'legacy', because: "it cannot be put into the candidate's words" },
  'write-owner': { side: 'either', because: "it changes something, and this side owns the writes of the group, whoever answers the caller's reads" },
  fenced: { side: 'either', because: 'the side that was asked first does not own the writes of the group and did nothing; the other was asked' },
  fallback: { side: 'legacy', because: 'the candidate failed it before a byte of its answer had reached the caller' },
} as const satisfies Readonly<Record<string, { readonly side: Upstream | 'either'; readonly because: string }>>;

export type DecisionReason = keyof typeof DECISION_REASONS;

/** Which upstream serves a request, and why. */
export interface Decision {
  readonly group: string | null;
  readonly upstream: Upstream;
  readonly reason: DecisionReason;
}
