import { NO_COST, ownerOf, type DesiredData, type ObservedData } from '../../domain/data-movement.ts';
import { BanyanError } from '../../domain/errors.ts';
import type { Clock } from '../../migrations/ports/clock.ts';
import type { DataMover } from '../../migrations/ports/data-mover.ts';

/** A mover that copies and compares in no time, and changes owners as the port says. */
export interface FakeDataMover extends DataMover {
  /** What the stores hold, by group: tests change it as somebody else would. */
  readonly groups: Map<string, ObservedData>;
  /** Every change of owner so far: `orders: candidate`. */
  readonly handovers: string[];
}

export function createFakeDataMover(clock: Pick<Clock, 'now'>): FakeDataMover {
  const groups = new Map<string, ObservedData>();
  const handovers: string[] = [];
  return {
    groups,
    handovers,
    observe: async (names) => Object.fromEntries(names.map((name) => [name, groups.get(name) ?? 'absent'])),
    async ensure(group, desired) {
      const now = groups.get(group);
      const from = now?.flow ?? 'none';
      refuseWrongWay(group, from, desired);
      if (ownerOf(from) !== ownerOf(desired.flow)) handovers.push(`${group}: ${ownerOf(desired.flow)}`);
      groups.set(group, after(now, desired, clock.now()));
    },
    async remove(group) {
      if (ownerOf(groups.get(group)?.flow ?? 'none') === 'candidate') throw new BanyanError('MOVER_REFUSED', `the candidate of ${group} owns the writes`);
      groups.delete(group);
    },
  };
}

function refuseWrongWay(group: string, from: ObservedData['flow'], { flow }: DesiredData): void {
  const changesOwner = ownerOf(from) !== ownerOf(flow);
  const isHandover = (from === 'forward' && flow === 'reverse') || (from === 'reverse' && flow === 'forward');
  if (from === 'ended' && flow !== 'ended') throw new BanyanError('MOVER_REFUSED', `nothing of ${group} flows back any more`);
  if (changesOwner && !isHandover) throw new BanyanError('MOVER_REFUSED', `the writes of ${group} cannot go from ${from} to ${flow}`);
}

function after(now: ObservedData | undefined, desired: DesiredData, at: number): ObservedData {
  const handedOver = now !== undefined && ownerOf(now.flow) !== ownerOf(desired.flow);
  const copied = desired.flow === 'none' ? 0 : desired.backfill || now?.backfill.done ? 1_000 : 0;
  return {
    flow: desired.flow,
    told: desired,
    missing: [],
    problems: [],
    backfill: { copied, total: 1_000, perSecond: 0, quarantined: 0, done: copied > 0 },
    lag: { changes: 0, ms: 0 },
    verification: { checked: desired.verify ? 1_000 : 0, differing: 0, samples: [], cost: NO_COST, lastPass: desired.verify ? { beganAt: at, completedAt: at } : null },
    lastPause: handedOver ? { at, ms: 40 } : (now?.lastPause ?? null),
    ended: desired.flow === 'ended' ? (now?.ended ?? { at, writes: { orders: 0 } }) : null,
  };
}
