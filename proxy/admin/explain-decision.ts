import { z } from 'zod';
import { DECISION_REASONS, type Decision } from '../../domain/decision.ts';
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

/** How a request would be decided now, and why. Nothing is sent anywhere. */
export function explainDecision({ method, path, caller = null }: { readonly method: string; readonly path: string; readonly caller?: string | null | undefined }, groups: readonly Group[], flags: Flags): Explanation {
  const decision = decideRoute({ method, path: normalPath(pathOf(path)), caller, wishes: null }, groups, flags);
  const group = groups.find(({ name }) => name === decision.group);
  return { ...decision, because: DECISION_REASONS[decision.reason].because, state: group ? stateOf(group, caller, flags) : null, flags: flags.freshness };
}

function stateOf({ name, overridden, resting, candidateKnown }: Group, caller: string | null, flags: Flags): Explanation['state'] {
  return { overridden, resting, candidateKnown, flag: flags.state(name), admitted: caller === null ? null : flags.admits(name, caller) };
}
