import type { Comparisons, Served, SplitCallers } from './counters.ts';
import type { ObservedData } from './data-movement.ts';
import type { LegacyCaller } from './legacy-callers.ts';
import type { LoggedLegacy } from './logged-legacy.ts';
import type { DifferencesByProxy } from './difference.ts';
import type { NoiseReport } from './noise.ts';

/** What the gates of a stop are asked about: everything counted since the migration came to it, and how the candidate stands now. */
export interface Evidence extends Counted {
  /** When the world was first seen as the stop desires it, epoch milliseconds: from then on time counts. */
  readonly settledAt: number;
  /** Healthy targets of the candidate, and those registered. */
  readonly targets: { readonly healthy: number; readonly total: number };
  /** The candidate's share in the rule at this stop, in percent: above 0 the load balancer's metrics must have something to say. */
  readonly directShare: number;
  /** Callers whom the flag lets in at this stop, in percent. */
  readonly cohortShare: number;
  /** Who said at this stop that it may be left; `null`: nobody yet. */
  readonly approval: Approval | null;
  /** How the group's data stands; `absent`: nothing of it is in the stores, or the group has none. */
  readonly data: ObservedData | 'absent';
}

/** A person's leave to go on, as the journal has it. */
export interface Approval {
  /** ISO 8601. */
  readonly at: string;
  readonly who: string;
  readonly why: string;
}

/** Everything counted since a mark. */
export interface Counted {
  /** Epoch milliseconds of the arrival at the stop, and of this reading. */
  readonly since: number;
  readonly now: number;
  readonly legacy: Served;
  readonly candidate: Served;
  readonly comparisons: Comparisons;
  /** How answers differ: all that the proxies know, not only since the mark; {@link DifferenceGroup.lastSeen} tells what is still so. Of proxies that are gone, what was last read of them. */
  readonly differences: DifferencesByProxy;
  /** How legacy differs from itself: all that the proxies have learned since they started. */
  readonly noise: NoiseReport;
  readonly callers: SplitCallers;
  /** What legacy had answered before the mark: what is usual for it, fixed before any of the evidence came. */
  readonly usual: Served;
  /** What the load balancer sent straight to the candidate's targets, by its own metrics. */
  readonly direct: { readonly requests: number; readonly errors: number };
  /** Until when the load balancer has published what is in `direct`, epoch milliseconds: it tells of whole periods, and late. */
  readonly publishedUntil: number;
  /** 5xx that the load balancer made itself meanwhile, whatever they were asked of: it does not say whose they are. Absent where nobody is to suspect them. */
  readonly balancerErrors?: number;
  /** When legacy last answered a request of the group through a proxy, epoch milliseconds; `null` if never. */
  readonly lastLegacyAt: number | null;
  /** Whom legacy answered last, as far as the proxies know. */
  readonly legacyCallers?: readonly LegacyCaller[];
  /** What the load balancer's access log tells, where it is asked: before retiring, if one is configured. */
  readonly accessLog?: LoggedLegacy;
  /** {@link Mark.slowAboveMs} of the arrival. */
  readonly slowAboveMs: number | null;
  /** Proxies that answered, out of those that should have. A reading with a proxy missing is incomplete: no gate opens on it. */
  readonly proxies: { readonly answered: number; readonly expected: number };
}
