import { ownerOf, type DesiredData, type ObservedData } from '../../domain/data-movement.ts';
import { describeEnd } from '../../domain/describe-data.ts';
import type { DesiredState } from '../../domain/desired-state.ts';
import type { Migration } from '../../domain/migration.ts';
import type { Change } from './change.ts';
import type { Observed } from './observe.ts';
import { diffRules, groupRules, type Priorities } from './rules.ts';

/** What the movement of data needs, parted by when: `back` gives the writes back to legacy, `forward` moves data on, `last` ends what there is no way back from. */
export interface DataChanges {
  readonly back: readonly Change[];
  readonly forward: readonly Change[];
  readonly last: readonly Change[];
}

const NOTHING: DataChanges = { back: [], forward: [], last: [] };
/** What a side that is to own nothing any more is told first: the ownership changes between these two flows only. */
const FORWARD: DesiredData = { flow: 'forward', backfill: false, verify: false };

/** The changes of one group's data. What only a person could have done, and what would lose writes, is waited for and never put right. */
export function planData(migration: Migration, desired: DesiredState, observed: Observed, priorities: Priorities): DataChanges {
  const { data } = observed;
  const wanted = desired.data;
  if (data === 'absent') return wanted === 'absent' || wanted.flow === 'none' ? NOTHING : begin(wanted);
  if (data.flow === 'ended' && (wanted === 'absent' || wanted.flow !== 'ended')) {
    return { ...NOTHING, back: [{ kind: 'await', what: `the candidate keeps the writes: ${describeEnd(data)}` }] };
  }
  const owner = wanted === 'absent' ? 'legacy' : ownerOf(wanted.flow);
  if (ownerOf(data.flow) === 'candidate' && owner === 'legacy') return giveBack(migration, desired, observed, priorities);
  if (wanted === 'absent') return { ...NOTHING, last: [{ kind: 'remove-data' }] };
  if (ownerOf(data.flow) === 'legacy' && owner === 'candidate') return cutOver(wanted, data);
  if (isAsTold(wanted, data)) return NOTHING;
  const change: Change = { kind: 'set-data', data: wanted };
  return wanted.flow === 'ended' && data.flow !== 'ended' ? { ...NOTHING, last: [change] } : { ...NOTHING, forward: [change] };
}

/** A candidate whose store was never filled must not be given the writes, whatever the position says. */
function begin(wanted: DesiredData): DataChanges {
  if (ownerOf(wanted.flow) === 'legacy') return { ...NOTHING, forward: [{ kind: 'set-data', data: wanted }] };
  return { ...NOTHING, forward: [{ kind: 'await', what: 'nothing of the data’s movement is in the stores any more, so who owns the writes cannot be told; look at both stores, then roll back' }] };
}

function cutOver(wanted: DesiredData, { flow, backfill }: ObservedData): DataChanges {
  const ready = wanted.flow === 'reverse' && flow === 'forward' && backfill.done;
  if (ready) return { ...NOTHING, forward: [{ kind: 'cut-over', data: wanted }] };
  return { ...NOTHING, forward: [{ kind: 'await', what: 'legacy owns the writes and the candidate’s store is not filled, so it cannot be given them; roll back, and move the data again' }] };
}

/**
 * Everybody through the proxies first, reads to legacy: they know where a write belongs, and bring one that was refused to the other side. Then the writes go back to legacy, and
 * only then may callers reach it by another way.
 */
function giveBack(migration: Migration, desired: DesiredState, observed: Observed, priorities: Priorities): DataChanges {
  const wanted = desired.data;
  const rules = diffRules(groupRules(migration, { legacy: 0, proxy: 100, candidate: 0 }, observed), observed.groupRules, priorities).put;
  const { flags } = observed;
  const back: Change[] = [];
  // A flag that is off takes back the reads; what it says of writes stays until they have gone.
  if (desired.rule === 'none' && flags !== 'none' && flags.on) back.push({ kind: 'set-flags', state: { on: false, cohortPercent: 0, shadowPercent: 0, writes: 'candidate' } });
  if (observed.proxy.healthy === 0 && rules.length > 0) back.push({ kind: 'await', what: 'no target of the proxy is healthy; it has to take the traffic before legacy gets the writes back' });
  back.push(...rules.map((rule): Change => ({ kind: 'put-rule', rule })));
  const flow = wanted === 'absent' || wanted.flow !== 'forward' ? FORWARD : wanted;
  back.push({ kind: 'return-writes', data: flow });
  if (wanted === 'absent') return { ...NOTHING, back, last: [{ kind: 'remove-data' }] };
  return wanted.flow === 'forward' ? { ...NOTHING, back } : { ...NOTHING, back, last: [{ kind: 'set-data', data: wanted }] };
}

function isAsTold(wanted: DesiredData, { flow, told, missing }: ObservedData): boolean {
  return flow === wanted.flow && told.flow === wanted.flow && told.backfill === wanted.backfill && told.verify === wanted.verify && missing.length === 0;
}
