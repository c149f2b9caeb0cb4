import type { ObservedData } from '../../domain/data-movement.ts';
import { describeData } from '../../domain/describe-data.ts';
import { describeChange } from '../../migrations/engine/change.ts';
import { planFor, readGates, survey } from '../../migrations/engine/survey.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import { nextStop, stopName, stopsOf } from '../../domain/stop.ts';
import type { CommonOptions, Io } from '../io.ts';
import { migrationOf, openEngine } from '../parts/open-engine.ts';
import { printBroken } from '../terminal/print-broken.ts';

/** What `banyan plan` answers. */
export interface PlanReport {
  readonly migration: string;
  readonly stop: string;
  readonly stops: readonly string[];
  /** What the world still lacks of the present stop; the next step does this first. */
  readonly pending: readonly string[];
  readonly next: string | null;
  readonly changes: readonly string[];
  readonly gates: readonly GateVerdict[];
  /** How the group's data moves; `null`: it has none, or nothing of it is in the stores. */
  readonly data: ObservedData | null;
}

export async function readPlan(io: Io, options: CommonOptions, group: string): Promise<PlanReport> {
  const { engine, migrations } = await openEngine(io, options);
  const migration = migrationOf(migrations, group);
  const seen = await survey(engine, migration);
  const { stop } = seen.position;
  const next = nextStop(migration, stop);
  return {
    migration: migration.id,
    stop: stopName(stop),
    stops: stopsOf(migration).map(stopName),
    pending: seen.plan.map(describeChange),
    next: next ? stopName(next) : null,
    changes: next ? planFor(engine, migration, next, seen.observed, seen.position.revisions).map(describeChange) : [],
    gates: (await readGates(engine, migration, seen)).verdicts,
    data: seen.observed.data === 'absent' ? null : seen.observed.data,
  };
}

export function printPlan(io: Io, report: PlanReport): void {
  printBroken(io, `${report.migration} stands at ${report.stop} (${report.stops.join(' → ')})`);
  if (report.pending.length > 0) printList(io, 'still to be done there:', report.pending);
  if (report.data) printList(io, 'its data:', describeData(report.data));
  if (report.gates.length > 0) printList(io, 'asked before leaving it:', report.gates.map(({ gate, state, because }) => `${gate} ${state}: ${because}`));
  if (report.next === null) io.out('It is the last stop.');
  else printList(io, `the step to ${report.next} would make these changes:`, report.changes.length > 0 ? report.changes : ['none']);
}

function printList(io: Io, title: string, lines: readonly string[]): void {
  io.out(title);
  for (const line of lines) printBroken(io, `  - ${line}`);
}
