import type { DesiredData } from './data-movement.ts';
import type { Migration } from './migration.ts';
import { stopsUpTo, type Stop } from './stop.ts';

const NONE: DesiredData = { flow: 'none', backfill: false, verify: false };

/** What each stop asks of the movement of data, for those at which it changes. */
const ASKED: Partial<Record<Stop['kind'], DesiredData>> = {
  sync: { flow: 'forward', backfill: false, verify: false },
  backfill: { flow: 'forward', backfill: true, verify: false },
  'verify-data': { flow: 'forward', backfill: true, verify: true },
  // Changes flow back from the very moment in which the candidate owns the writes: one that came before would be lost to a roll-back.
  cutover: { flow: 'reverse', backfill: false, verify: true },
  reverse: { flow: 'reverse', backfill: false, verify: true },
  retire: { flow: 'ended', backfill: false, verify: false },
};

/** How a group's data must move at `stop`: as the last stop asks at which that changed. `absent`: nothing of its movement is to be in the stores. Pure. */
export function desiredDataAt(migration: Migration, stop: Stop): DesiredData | 'absent' {
  if (!migration.data || stop.kind === 'start') return 'absent';
  const last = stopsUpTo(migration, stop).findLast(({ kind }) => ASKED[kind] !== undefined);
  return (last && ASKED[last.kind]) ?? NONE;
}
