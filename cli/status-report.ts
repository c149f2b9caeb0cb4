import type { ObservedData } from '../domain/data-movement.ts';
import { describeData } from '../domain/describe-data.ts';
import { BanyanError } from '../domain/errors.ts';
import type { GateVerdict } from '../domain/gate.ts';
import { lastMove } from '../domain/journal-entry.ts';
import type { Migration } from '../domain/migration.ts';
import { nextStop, stopName, stopsOf } from '../domain/stop.ts';
import { describeChange } from '../migrations/engine/change.ts';
import type { Engine } from '../migrations/engine/engine.ts';
import { newDifferences } from '../migrations/engine/known-differences.ts';
import { readPosition } from '../migrations/engine/position.ts';
import { readGates, surveyAll, type Survey } from '../migrations/engine/survey.ts';
import { firstDifferences, isAboutDifferences } from './first-differences.ts';
import type { CommonOptions, Io } from './io.ts';
import { openEngine } from './open-engine.ts';
import { formatSplit, splitOf, type TrafficSplit } from './traffic-split.ts';

/** Where one migration stands. What cannot be read of the world is `unknown` and says why; the position never needs the world. */
export interface MigrationStatus {
  readonly migration: string;
  readonly group: string;
  readonly stop: string;
  readonly stops: readonly string[];
  readonly next: string | null;
  readonly moved: { readonly at: string; readonly who: string; readonly why: string; readonly how: string; readonly from: string } | null;
  readonly world: World | { readonly unknown: string };
}

interface World {
  /** What differs from what the stop desires. */
  readonly differs: readonly string[];
  readonly gates: readonly GateVerdict[];
  /** The most frequent differences seen since then, as sentences. */
  readonly differences: readonly string[];
  /** Since the migration came to this stop. */
  readonly served: TrafficSplit | null;
  /** How the group's data moves; `null`: it has none, or nothing of it is in the stores. */
  readonly data: ObservedData | null;
}

export async function readStatus(io: Io, options: CommonOptions): Promise<readonly MigrationStatus[]> {
  const { engine, together, migrations } = await openEngine(io, options);
  together.begin();
  const looking = { ...engine, ports: together.ports };
  const surveys = await surveyAll(looking, migrations).catch(asBanyanError);
  return Promise.all(migrations.map((migration) => statusOf(looking, migration, surveys instanceof BanyanError ? surveys : surveys.get(migration.id))));
}

async function statusOf(engine: Engine, migration: Migration, seen: Survey | BanyanError | undefined): Promise<MigrationStatus> {
  const entries = await engine.ports.journal.read(migration.id);
  const { stop } = readPosition(migration, entries);
  const next = nextStop(migration, stop);
  const move = lastMove(entries);
  return {
    migration: migration.id,
    group: migration.group.name,
    stop: stopName(stop),
    stops: stopsOf(migration).map(stopName),
    next: next ? stopName(next) : null,
    moved: move ? { at: move.at, who: move.who, why: move.why, how: move.how, from: move.from } : null,
    world: await worldOf(engine, migration, seen).catch(asBanyanError).then((world) => (world instanceof BanyanError ? { unknown: `${world.code}: ${world.message}` } : world)),
  };
}

async function worldOf(engine: Engine, migration: Migration, seen: Survey | BanyanError | undefined): Promise<World> {
  if (!seen || seen instanceof BanyanError) throw seen ?? new BanyanError('INTERNAL', `${migration.id} was not looked at`);
  const { verdicts, evidence } = await readGates(engine, migration, seen);
  return { differs: seen.drift.length > 0 ? seen.drift : seen.plan.map(describeChange), gates: verdicts, differences: evidence ? firstDifferences(newDifferences(evidence).differences, evidence.now) : [], served: evidence ? splitOf(evidence) : null, data: seen.observed.data === 'absent' ? null : seen.observed.data };
}

function asBanyanError(error: unknown): BanyanError {
  if (error instanceof BanyanError) return error;
  throw error;
}

export function printStatus(io: Io, all: readonly MigrationStatus[]): void {
  if (all.length === 0) io.out('There are no migration files.');
  for (const status of all) {
    io.out(`${status.group}  ${status.stops.map((stop) => (stop === status.stop ? `[${stop}]` : stop)).join(' → ')}`);
    if (status.moved) io.out(`  ${status.moved.how === 'roll-back' ? 'rolled back' : 'moved'} from ${status.moved.from} by ${status.moved.who}, ${status.moved.at}: ${status.moved.why}`);
    if ('unknown' in status.world) io.out(`  the world cannot be read: ${status.world.unknown}`);
    else printWorld(io, status.world, status.next);
  }
}

function printWorld(io: Io, { differs, gates, differences, served, data }: World, next: string | null): void {
  if (served) io.out(`  since then: ${formatSplit(served)}`);
  for (const line of data ? describeData(data) : []) io.out(`  data: ${line}`);
  for (const line of differs) io.out(`  differs: ${line}`);
  for (const { gate, state, because } of gates) {
    io.out(`  ${gate} ${state}: ${because}`);
    if (isAboutDifferences(gate)) for (const line of differences) io.out(`    ${line}`);
  }
  io.out(next === null ? '  it is the last stop' : `  next: ${next}`);
}
