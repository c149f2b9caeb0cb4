import type { Migration } from '../../domain/migration.ts';
import type { Engine } from '../../migrations/engine/engine.ts';
import type { Together } from '../../migrations/engine/run-all.ts';
import { dashboardState, groupDetail, NOTHING_SEEN, withLook, type DashboardState, type EngineState, type LookState } from '../state/dashboard-state.ts';
import type { GroupDetail } from '../state/group-state.ts';
import { keepLooking, type KeptLooking } from './keep-looking.ts';
import { lookAtAll } from './look.ts';

/** What pages are made from, as it was seen last; and the looking. */
export interface DashboardSource extends KeptLooking {
  state(): DashboardState;
  /** Of one route group; `undefined` where there is none of that name. Made once a look, however many ask. */
  detail(group: string): GroupDetail | undefined;
}

export interface DashboardSourceOptions {
  readonly engine: Engine;
  readonly together: Together;
  readonly migrations: readonly Migration[];
  /** Of the load balancer's metrics. */
  readonly metricPeriodMs: number;
  /** What the process does beside serving the page. */
  readonly engineState: () => EngineState;
}

const SHORTEST_MS = 500;
const LONGEST_MS = 5_000;
/** Without a page that is open. */
const UNWATCHED_MS = 60_000;

export function createDashboardSource({ engine, together, migrations, metricPeriodMs, engineState }: DashboardSourceOptions): DashboardSource {
  const { clock } = engine.ports;
  // Where metrics come every minute there is nothing new within five seconds.
  const watchedMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, metricPeriodMs / 12));
  // Long enough that the load balancer's last published period is in it.
  const windowMs = Math.max(4 * watchedMs, 3 * metricPeriodMs);
  let seen = NOTHING_SEEN;
  let look: LookState = { at: null, everyMs: watchedMs, failed: null };
  let details = new Map<string, GroupDetail | undefined>();

  const looking = keepLooking({
    watchedMs,
    unwatchedMs: UNWATCHED_MS,
    clock,
    async look() {
      const at = clock.now();
      const looked = await lookAtAll(engine, together, migrations);
      seen = withLook(seen, looked);
      look = { ...look, at, failed: null };
      details = new Map();
    },
    failed: (because) => void (look = { ...look, failed: because }),
  });
  return {
    ...looking,
    state: () => dashboardState(seen, engineState(), look, windowMs),
    detail(group) {
      if (!details.has(group)) details.set(group, groupDetail(seen, group, look, windowMs));
      return details.get(group);
    },
  };
}
