import type { Comparisons, Served } from './counters.ts';

/** What the gates of a stop are asked about: everything counted since the migration came to it. */
export interface Evidence {
  /** Epoch milliseconds of the arrival at the stop, and of this reading. */
  readonly since: number;
  readonly now: number;
  readonly legacy: Served;
  readonly candidate: Served;
  readonly comparisons: Comparisons;
  /** What the load balancer sent straight to the candidate's targets, by its own metrics. */
  readonly direct: { readonly requests: number; readonly errors: number };
  /** Healthy targets of the candidate, and those registered. */
  readonly targets: { readonly healthy: number; readonly total: number };
  /** When legacy last answered a request of the group through a proxy, epoch milliseconds; `null` if never. */
  readonly lastLegacyAt: number | null;
  /** {@link Mark.slowAboveMs} of the arrival. */
  readonly slowAboveMs: number | null;
  /** Proxies that answered, out of those that should have. A reading with a proxy missing is incomplete: no gate opens on it. */
  readonly proxies: { readonly answered: number; readonly expected: number };
}
