import type { CohortOptions, ShadowOptions, Stragglers } from '../domain/migration.ts';
import type { ProxyGroup } from '../domain/proxy-groups.ts';
import { parsePattern } from '../domain/route-group.ts';
import { createDifferenceGroups, createNoiseLedger, type DifferenceGroups, type NoiseLedger } from '../shadow/index.ts';
import { createBreaker, type Breaker } from './forwarding/breaker.ts';
import type { RoutedGroup } from './deciding/decide-route.ts';
import type { Flags } from './deciding/flags.ts';
import { createWriteOwner, type WriteOwner } from './deciding/write-owner.ts';
import { createLegacyCallers, type LegacyCallers } from './observing/legacy-callers.ts';
import { createGroupTally, type GroupTally } from './observing/group-tally.ts';
import type { Log } from './observing/log.ts';
import type { Rewriting } from './rewriting/rewriting.ts';
import type { Resolver } from './forwarding/resolve.ts';
import { createRetryBudget, type RetryBudget } from './forwarding/retry-budget.ts';
import { parseAddress, type UpstreamAddress } from './forwarding/upstream-address.ts';

/** A route group at work in this proxy. */
export interface Group extends RoutedGroup {
  overridden: boolean;
  retired: boolean;
  /** What becomes of a request that still comes through the proxy once it is retired. */
  readonly stragglers: Stragglers;
  readonly candidate: UpstreamAddress;
  readonly cohort: CohortOptions;
  /** Whether the candidate is told who calls. */
  readonly identity: boolean;
  readonly shadow: ShadowOptions;
  /** `null`: the group's data does not move. */
  readonly writes: WriteOwner | null;
  /** Opens when the candidate fails callers; the shadow's own opens when it fails copies. */
  readonly breaker: Breaker;
  /** For requests that the candidate failed. */
  readonly fallbacks: RetryBudget;
  /** Absent: requests and answers stay as they are. */
  readonly rewriting?: Rewriting;
  readonly shadowBreaker: Breaker;
  readonly tally: GroupTally;
  readonly differences: DifferenceGroups;
  readonly legacyCallers: LegacyCallers;
  /** How legacy differs from itself. */
  readonly noise: NoiseLedger;
}

export interface GroupParts {
  readonly now: () => number;
  readonly resolver: Resolver;
  readonly flags: Pick<Flags, 'writes'>;
  readonly log: Log;
  readonly rewriting?: Rewriting | undefined;
}

export function createGroup({ name, patterns, candidate, cohort, shadow, identity, movesData, stragglers }: ProxyGroup, { now, resolver, flags, log, rewriting }: GroupParts): Group {
  const address = parseAddress(candidate);
  const breaker = createBreaker({ now, onChange: (open) => log.warn({ group: name }, open ? 'the candidate rests: its callers go to legacy' : 'the candidate is back') });
  const shadowBreaker = createBreaker({ now, onChange: (open) => log.warn({ group: name }, open ? 'shadowing rests' : 'shadowing is back') });
  const writes = movesData ? createWriteOwner(() => flags.writes(name)) : null;
  return {
    name,
    patterns: patterns.map(parsePattern),
    overridden: false,
    retired: false,
    stragglers: stragglers ?? 'candidate',
    get resting() {
      return breaker.open;
    },
    get candidateKnown() {
      return 'path' in address || resolver.isKnown(address.host);
    },
    get writesOwner() {
      return writes && writes.owner();
    },
    writes,
    candidate: address,
    cohort,
    identity,
    shadow,
    breaker,
    fallbacks: createRetryBudget({ now }),
    ...(rewriting && { rewriting }),
    shadowBreaker,
    tally: createGroupTally(now),
    differences: createDifferenceGroups(),
    legacyCallers: createLegacyCallers(),
    noise: createNoiseLedger({ asks: shadow.repeatPercent > 0 }),
  };
}
