import type { Comparisons } from '../../domain/counters.ts';
import type { DifferenceGroup } from '../../domain/difference.ts';
import { formatDuration } from '../../domain/duration.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import type { EntryHeader, JournalEntry, Moved } from '../../domain/journal-entry.ts';
import type { Io } from '../io.ts';
import { formatSplit, type TrafficSplit } from '../traffic/traffic-split.ts';
import type { LoadStats } from '../sandbox/load-stats.ts';

/** How the demonstration went. `ok` only if the group is retired and no request failed. */
export interface DemoReport {
  readonly ok: boolean;
  readonly group: string;
  readonly stop: string;
  readonly retired: boolean;
  readonly seconds: number;
  readonly sent: number;
  readonly failed: number;
  readonly load: LoadStats;
  readonly stops: readonly StopReport[];
  readonly comparisons: Pick<Comparisons, 'compared' | 'differing' | 'failed' | 'dropped'>;
  readonly differences: readonly Pick<DifferenceGroup, 'route' | 'fields' | 'count'>[];
}

export interface StopReport {
  readonly stop: string;
  /** From the arrival to the departure. */
  readonly ms: number;
  readonly served: TrafficSplit | null;
  /** What the gates said on leaving. */
  readonly gates: readonly GateVerdict[];
}

/** Times and verdicts of every stop that was left, from the journal; who served comes from what was read on leaving. */
export function stopReports(entries: readonly JournalEntry[], began: number, served: ReadonlyMap<string, TrafficSplit>): readonly StopReport[] {
  const moves = entries.filter((entry): entry is EntryHeader & Moved => entry.kind === 'moved');
  return moves.map((move, i) => ({
    stop: move.from,
    ms: Date.parse(move.at) - (i === 0 ? began : Date.parse(moves[i - 1]?.at ?? move.at)),
    served: served.get(move.from) ?? null,
    gates: move.verdicts,
  }));
}

export function printDemoReport(io: Io, report: DemoReport): void {
  io.out('');
  io.out(`${report.group} ${report.retired ? 'is retired from the monolith' : `stands at ${report.stop}`} after ${Math.round(report.seconds)} s.`);
  io.out(`  requests     ${report.sent.toLocaleString('en')} sent, ${report.failed} failed; p50 ${inMs(report.load.latencyMs.p50)}, p99 ${inMs(report.load.latencyMs.p99)}`);
  const { compared, differing, failed, dropped } = report.comparisons;
  const notCopied = Object.values(dropped).reduce((sum, n) => sum + n, 0);
  io.out(`  comparisons  ${compared.toLocaleString('en')} made, ${differing} differing (${failed} without an answer), ${notCopied} not made`);
  for (const { route, fields, count } of report.differences.slice(0, 5)) io.out(`    ${count} × ${route}: ${fields.map(({ path, kind }) => `${path} ${kind}`).join(', ')}`);
  for (const { stop, ms, served, gates } of report.stops) {
    io.out(`  ${stop.padEnd(12)} ${formatDuration(ms).padStart(7)}  ${served ? formatSplit(served) : ''}`);
    for (const { gate, state, because } of gates) io.out(`      ${gate} ${state}: ${because}`);
  }
  for (const failure of report.load.failures.slice(0, 10)) io.out(`  failed: ${JSON.stringify(failure)}`);
}

function inMs(ms: number | null): string {
  return ms === null ? '–' : formatDuration(ms);
}
