import { z } from 'zod';
import type { Decision, DecisionReason } from '../../domain/decision.ts';
import { normalPath } from '../../domain/normal-path.ts';
import { pathOf } from '../../domain/route-match.ts';
import { decideRoute } from '../deciding/decide-route.ts';
import type { Flags } from '../deciding/flags.ts';
import type { Group } from '../group.ts';

/** A request as an operator describes it. */
export const DESCRIBED_REQUEST = z.strictObject({
  method: z.string().regex(/^[A-Z-]{1,32}$/).default('GET'),
  path: z.string().regex(/^\//),
  caller: z.string().min(1).optional(),
});

export interface Explanation extends Decision {
  readonly because: string;
  /** What the decision was made from; `null` where no group matches. */
  readonly state: null | {
    readonly overridden: boolean;
    readonly resting: boolean;
    readonly candidateKnown: boolean;
    readonly flag: 'missing' | 'off' | 'on';
    /** Whether the flag's strategies let the caller in; `null` where nobody was named. */
    readonly admitted: boolean | null;
  };
  readonly flags: Flags['freshness'];
}

const BECAUSE: Record<DecisionReason, string> = {
  'no-group': 'no route group has a pattern for it',
  override: 'an operator has taken the group back to legacy at this proxy',
  'flags-unknown': 'the flags have not been fetched yet, or the flag server does not know this one',
  'flags-stale': 'the flag server has not answered for too long',
  'flags-stale-stayed': 'the flag server has not answered for too long; the group stays as it was, and the last flags let this caller in',
  retired: 'the group has left legacy for good: the candidate answers, or nobody, as its migration says',
  'flag-off': 'the flag of the group is off',
  tester: "a tester's pass names this side",
  anonymous: 'nobody is named as the caller, so nobody could be kept on one side',
  'not-in-cohort': "the flag's strategies leave this caller out",
  'in-cohort': "the flag's strategies let this caller in",
  'breaker-open': 'the candidate failed so often that it is given a rest',
  'candidate-unknown': "the candidate's name leads to no address",
  'session-unknown': 'legacy did not say whose session it is, and the candidate has to know',
  untranslatable: "it cannot be put into the candidate's words",
  'write-owner': 'it changes something, and this side owns the writes of the group',
  fenced: 'the side that was asked first does not own the writes of the group',
  fallback: 'the candidate failed it',
};

/** How a request would be decided now, and why. Nothing is sent anywhere. */
export function explainDecision({ method, path, caller = null }: { readonly method: string; readonly path: string; readonly caller?: string | null | undefined }, groups: readonly Group[], flags: Flags): Explanation {
  const decision = decideRoute({ method, path: normalPath(pathOf(path)), caller, wishes: null }, groups, flags);
  const group = groups.find(({ name }) => name === decision.group);
  return { ...decision, because: BECAUSE[decision.reason], state: group ? stateOf(group, caller, flags) : null, flags: flags.freshness };
}

function stateOf({ name, overridden, resting, candidateKnown }: Group, caller: string | null, flags: Flags): Explanation['state'] {
  return { overridden, resting, candidateKnown, flag: flags.state(name), admitted: caller === null ? null : flags.admits(name, caller) };
}
