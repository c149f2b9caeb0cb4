import { formatBytes } from './bytes.ts';
import { formatDuration } from './duration.ts';
import type { DataFlow, DesiredData, ObservedData } from './data-movement.ts';
import { timeLeft } from './time-left.ts';

const COUNT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export function describeFlow(flow: DataFlow): string {
  switch (flow) {
    case 'none':
      return 'legacy owns the writes, nothing is captured';
    case 'forward':
      return 'legacy owns the writes, changes flow to the candidate';
    case 'reverse':
      return 'the candidate owns the writes, changes flow back to legacy';
    case 'ended':
      return 'the candidate owns the writes, nothing flows back';
  }
}

/** What a stop asks of the movement of data, in a line. */
export function describeDesiredData({ flow, backfill, verify }: DesiredData): string {
  return [describeFlow(flow), ...(backfill ? ['what was there before is copied'] : []), ...(verify ? ['both stores are compared'] : [])].join(', ');
}

/** How a group's data stands, a sentence a line and the most important first: ownership, trouble, backfill, lag, verification, the last pause. For status, watch, report and page alike. */
export function describeData(data: ObservedData): readonly string[] {
  const { flow, told, missing, problems, lag, lastPause, ended } = data;
  const flows = flow === 'forward' || flow === 'reverse';
  return [
    describeFlow(flow),
    ...problems.map((each) => `trouble: ${each}`),
    ...missing.map((each) => `not in place: ${each}`),
    ...(told.backfill || data.backfill.copied > 0 ? [describeBackfill(data)] : []),
    ...(flows ? [`lag: ${lag.changes === 0 ? 'no change is on the way' : `${COUNT.format(lag.changes)} on the way, the oldest for ${formatDuration(lag.ms)}`}`] : []),
    ...(told.verify ? [describeVerification(data)] : []),
    ...(lastPause ? [`writers waited ${formatDuration(lastPause.ms)} when the ownership last changed, at ${isoOf(lastPause.at)}`] : []),
    ...(ended ? [describeEnded(ended)] : []),
  ];
}

/** Since when nothing flows back, and what was written since. */
export function describeEnd({ ended }: Pick<ObservedData, 'ended'>): string {
  return ended ? describeEnded(ended) : 'nothing flows back';
}

/** `nothing flows back since …: 12 rows of orders, 3 of order_items were written since`. */
function describeEnded({ at, writes }: NonNullable<ObservedData['ended']>): string {
  const tables = Object.entries(writes).filter(([, rows]) => rows > 0);
  return `nothing flows back since ${isoOf(at)}: ${tables.length === 0 ? 'no row was written since' : `${tables.map(([table, rows]) => `${COUNT.format(rows)} rows of ${table}`).join(', ')} were written since`}`;
}

function describeBackfill({ backfill }: ObservedData): string {
  const { copied, total, perSecond, quarantined, done } = backfill;
  const quarantine = quarantined > 0 ? `, ${COUNT.format(quarantined)} in quarantine` : '';
  if (done) return `backfill: all ${COUNT.format(copied)} rows copied${quarantine}`;
  const left = timeLeft(backfill);
  const share = total > 0 ? ` (${Math.min(99, Math.floor((copied / total) * 100))} %)` : '';
  return `backfill: ${COUNT.format(copied)} of ${COUNT.format(total)} rows${share}, ${COUNT.format(perSecond)} a second${left === undefined ? '' : `, ${formatDuration(left)} left`}${quarantine}`;
}

function describeVerification({ verification: { checked, differing, cost, lastPass } }: ObservedData): string {
  const found = differing === 0 ? 'none differs' : `${COUNT.format(differing)} differ`;
  return `verification: ${COUNT.format(checked)} rows compared, ${found}; ${COUNT.format(cost.rows)} rows and ${formatBytes(cost.bytes)} read for it in ${formatDuration(cost.ms)}; ${lastPass ? `the last whole pass ended at ${isoOf(lastPass.completedAt)}` : 'no pass is through yet'}`;
}

/** A clock that makes no sense must not keep the rest from being told. */
function isoOf(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}
