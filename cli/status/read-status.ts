import { lookAtAll, type Looked } from '../../dashboard/looking/look.ts';
import { summaryOf, type GroupSummary } from '../../dashboard/state/group-state.ts';
import { NO_HISTORY } from '../../dashboard/state/split-history.ts';
import type { ObservedData } from '../../domain/data-movement.ts';
import { BanyanError } from '../../domain/errors.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import { lastMove } from '../../domain/journal-entry.ts';
import { describeChange } from '../../migrations/engine/change.ts';
import { newDifferences } from '../../migrations/engine/known-differences.ts';
import { firstDifferences } from '../report/first-differences.ts';
import type { CommonOptions, Io } from '../io.ts';
import { lookPatiently } from '../waiting/look-patiently.ts';
import { migrationOf, openEngine } from '../parts/open-engine.ts';
import { splitOf, type TrafficSplit } from '../traffic/traffic-split.ts';

/** Where one migration stands. What cannot be read of the world is `unknown` and says why; the position never needs the world. */
export interface MigrationStatus extends Pick<GroupSummary, 'migration' | 'group' | 'stop' | 'stops' | 'next' | 'standing' | 'can'> {
  readonly moved: { readonly at: string; readonly who: string; readonly why: string; readonly how: string; readonly from: string } | null;
  readonly world: World | { readonly unknown: string };
}

export interface World {
  /** What differs from what the stop desires. */
  readonly differs: readonly string[];
  /** Whether it came to differ though nobody moved. */
  readonly drifted: boolean;
  readonly gates: readonly GateVerdict[];
  /** The most frequent differences seen since then, as sentences. */
  readonly differences: readonly string[];
  /** Since the migration came to this stop; `null`: nothing is counted yet. */
  readonly served: TrafficSplit | null;
  /** How the group's data moves; `null`: it has none, or nothing of it is in the stores. */
  readonly data: ObservedData | null;
}

/** How all migrations stand, or that of one route group. What cannot be read of one hides none of the others. */
export async function readStatus(io: Io, options: CommonOptions, group: string | undefined): Promise<readonly MigrationStatus[]> {
  const { engine, together, migrations } = await openEngine(io, options);
  const asked = group === undefined ? migrations : [migrationOf(migrations, group)];
  return (await lookPatiently(io, () => lookAtAll(engine, together, asked))).map(statusOf);
}

/** Pure. */
export function statusOf(looked: Looked): MigrationStatus {
  const { migration, group, stop, stops, next, standing, can } = summaryOf(looked, NO_HISTORY, 0);
  const move = lastMove(looked.entries ?? []);
  return {
    migration,
    group,
    stop,
    stops,
    next,
    standing,
    can,
    moved: move ? { at: move.at, who: move.who, why: move.why, how: move.how, from: move.from } : null,
    world: worldOf(looked),
  };
}

function worldOf({ seen, verdicts, counted }: Looked): MigrationStatus['world'] {
  if (seen instanceof BanyanError) return { unknown: `${seen.code}: ${seen.message}` };
  const { drift, plan, observed } = seen;
  return {
    differs: drift.length > 0 ? drift : plan.map(describeChange),
    drifted: drift.length > 0,
    gates: verdicts,
    differences: counted ? firstDifferences(newDifferences(counted).differences, counted.now) : [],
    served: counted ? splitOf(counted) : null,
    data: observed.data === 'absent' ? null : observed.data,
  };
}
