import type { Migration, CohortOptions, ShadowOptions } from './migration.ts';
import type { Rewrite } from './rewrite.ts';
import { formatPattern } from './route-group.ts';

/** What the proxy must know of a route group. Rendered from the migration files into the environment of its task definition, as JSON. */
export interface ProxyGroup {
  readonly name: string;
  /** As written in a migration file: `GET /api/products/*`. */
  readonly patterns: readonly string[];
  /** Where the candidate is found: `http://catalog.shop.internal:3000`. */
  readonly candidate: string;
  readonly shadow: ShadowOptions;
  readonly cohort: CohortOptions;
  /** Absent: requests and answers stay as they are. */
  readonly rewrite?: Rewrite;
  /** Whether the candidate is told who calls. */
  readonly identity: boolean;
  /** The group's data moves: what changes something belongs to whoever owns its writes; absent: to whoever answers the caller. */
  readonly movesData?: true;
  /** Once the group is retired nobody answers requests that still come through the proxy; absent: the candidate does. */
  readonly stragglers?: 'gone';
}

/** Name of the environment variable that carries the names of the groups that are retired, as a JSON array. */
export const RETIRED_GROUPS_VARIABLE = 'BANYAN_RETIRED_GROUPS';

/** Name of the environment variable that carries the {@link ProxyGroup} array. */
export const PROXY_GROUPS_VARIABLE = 'BANYAN_ROUTE_GROUPS';

/** The route groups of all migrations as the proxy's task definition carries them: stable text, so that equal files are equal revisions. */
export function renderProxyGroups(migrations: readonly Migration[], namespace: string): string {
  const groups: ProxyGroup[] = migrations.map(({ group, candidate, shadow, cohort, rewrite, identity, data, steps }) => ({
    name: group.name,
    patterns: group.patterns.map(formatPattern),
    candidate: `http://${candidate.discovery}.${namespace}:${candidate.port}`,
    shadow,
    cohort,
    ...(rewrite && { rewrite }),
    identity,
    ...(data && { movesData: true as const }),
    ...(steps.some((step) => step.kind === 'retire' && step.stragglers === 'gone') && { stragglers: 'gone' as const }),
  }));
  return JSON.stringify(groups);
}
