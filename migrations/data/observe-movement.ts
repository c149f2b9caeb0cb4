import { NO_COST, type ObservedData, type Verification } from '../../domain/data-movement.ts';
import { lastWord } from './leave-word.ts';
import type { MovementDeps } from './movement-deps.ts';
import { settledView } from './settle-owner.ts';
import type { AtHand } from './store.ts';
import { capturingOf, flowOf, watchedTables } from './tell.ts';

export const NOT_VERIFIED: Verification = { checked: 0, differing: 0, samples: [], cost: NO_COST, lastPass: null };
const NOTHING: AtHand = { problems: [], perSecond: 0, verification: NOT_VERIFIED };

/** How it stands, from both stores and from the mover that leads: this one, or another that has left word of what it knows. Changes nothing. */
export async function observeMovement({ group, legacy, candidate, data }: MovementDeps, hand: AtHand | 'another leads'): Promise<ObservedData | 'absent'> {
  const holds = settledView(await legacy.read(), await candidate.read());
  if (!holds?.noted.told) return 'absent';
  const { told, pause, ended } = holds.noted;
  const flow = flowOf(holds);
  const watched = watchedTables(data);
  const captures = flow === 'forward' || flow === 'reverse';
  const capturing = capturingOf(flow);
  const [from, to] = flow === 'reverse' ? [candidate, legacy] : [legacy, candidate];
  const word = hand === 'another leads' && captures ? await lastWord(legacy, group) : undefined;
  const { problems, perSecond, verification } = hand === 'another leads' ? (word ?? NOTHING) : hand;
  const [lost, lag, quarantine, progress, troubles] = await Promise.all([
    Promise.all([legacy.missing(watched.legacy, capturing.legacy), candidate.missing(watched.candidate, capturing.candidate)]),
    word?.lag ?? from.lag(),
    to.quarantined(),
    candidate.progress(),
    captures ? Promise.all([legacy.troubles(), candidate.troubles()]) : [],
  ]);
  const copied = [...progress.values()].reduce((sum, each) => sum + each.copied, 0);
  const undone = data.tables.filter(({ table }) => !progress.get(table)?.done);
  const estimates = await Promise.all(undone.map(async ({ table }) => Math.max(await legacy.estimate(table), progress.get(table)?.copied ?? 0)));
  const total = [...progress].reduce((sum, [table, each]) => sum + (undone.some((open) => open.table === table) ? 0 : each.copied), 0) + estimates.reduce((sum, each) => sum + each, 0);
  const done = undone.length === 0;
  return {
    flow,
    told,
    missing: lost.flat(),
    problems: [...problems, ...troubles.flat()],
    backfill: { copied, total: done ? copied : total, perSecond: done ? 0 : perSecond, quarantined: quarantine.count, done },
    lag: captures ? lag : { changes: 0, ms: 0 },
    verification,
    lastPause: pause,
    ended: ended && flow === 'ended' ? { at: ended.at, writes: grown(ended.before, await candidate.writes(watched.candidate.map(({ table }) => table))) } : null,
  };
}

/** What was counted since; a server that has lost its counters counts anew. */
function grown(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(after).map(([table, count]) => [table, count >= (before[table] ?? 0) ? count - (before[table] ?? 0) : count]));
}
