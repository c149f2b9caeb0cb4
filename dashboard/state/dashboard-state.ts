import { positionOf } from '../../domain/journal-entry.ts';
import { findStop } from '../../domain/stop.ts';
import type { Looked } from '../looking/look.ts';
import { detailOf, summaryOf, type GroupDetail, type GroupSummary } from './group-state.ts';
import { NO_HISTORY, withReading, type SplitHistory } from './split-history.ts';
import { askedAt, splitOf } from './split.ts';

/** All that the overview is made from: one value, from one look at everything. */
export interface DashboardState {
  readonly engine: EngineState;
  readonly look: LookState;
  /** In the order of the migration files. */
  readonly groups: readonly GroupSummary[];
}

/** Whether the process that serves the page moves the migrations, too; and once it has ended that, what it could not go on with and why, by route group. */
export type EngineState = { readonly kind: 'watching' | 'running' } | { readonly kind: 'ended'; readonly failures: Readonly<Record<string, string>> };

export interface LookState {
  /** When what is shown was read, epoch milliseconds; `null`: nothing was yet. */
  readonly at: number | null;
  /** How often it is, milliseconds. */
  readonly everyMs: number;
  /** Why the last look failed, if it did. */
  readonly failed: string | null;
}

/** Everything that was read, and what was read before of how traffic split, by migration. */
export interface Seen {
  readonly looked: readonly Looked[];
  readonly histories: ReadonlyMap<string, SplitHistory>;
}

export const NOTHING_SEEN: Seen = { looked: [], histories: new Map() };

/** So many readings are kept for the plot of what was measured. */
const READINGS = 480;

/** What was seen before, with one more look. Pure. */
export function withLook({ histories }: Seen, looked: readonly Looked[]): Seen {
  const read = looked.map(({ migration, entries = [], counted }) => {
    const history = histories.get(migration.id) ?? NO_HISTORY;
    if (!counted) return [migration.id, history] as const;
    const { now: at, since, publishedUntil } = counted;
    const stop = findStop(migration, positionOf(entries));
    const sendsDirect = stop !== undefined && askedAt(migration, stop).direct > 0;
    return [migration.id, withReading(history, { at, since, publishedUntil, sendsDirect, ...splitOf(counted) }, READINGS)] as const;
  });
  return { looked, histories: new Map(read) };
}

/** The projection that pages show: what else they are to show is added to it, or to {@link groupDetail}. Pure. `windowMs` is how far back the measured split looks. */
export function dashboardState({ looked, histories }: Seen, engine: EngineState, look: LookState, windowMs: number): DashboardState {
  return { engine, look, groups: looked.map((each) => summaryOf(each, histories.get(each.migration.id) ?? NO_HISTORY, windowMs)) };
}

/** The same for one route group's own page; `undefined` where there is no such group. Pure. */
export function groupDetail({ looked, histories }: Seen, group: string, { at }: LookState, windowMs: number): GroupDetail | undefined {
  const found = looked.find(({ migration }) => migration.group.name === group);
  return found && detailOf(found, histories.get(found.migration.id) ?? NO_HISTORY, windowMs, at ?? 0);
}
