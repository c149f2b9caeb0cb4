import type { LoggedLegacy } from '../../domain/logged-legacy.ts';
import type { RouteGroup } from '../../domain/route-group.ts';

/** The load balancer's own record of whom it sent where. */
export interface AccessLog {
  /** Requests of the group that the load balancer itself sent to legacy since then (epoch milliseconds), as far as the log has come. */
  since(group: RouteGroup, since: number): Promise<LoggedLegacy>;
}
