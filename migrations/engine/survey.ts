import { desiredAt, directShare } from '../../domain/desired-state.ts';
import { BanyanError } from '../../domain/errors.ts';
import { gatesOf } from '../../domain/stop-gates.ts';
import { nextStop, type Stop } from '../../domain/stop.ts';
import type { Gate, GateVerdict } from '../../domain/gate.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { LoggedLegacy } from '../../domain/logged-legacy.ts';
import type { Migration } from '../../domain/migration.ts';
import { askRestraints } from '../restraints/ask-restraints.ts';
import { askWithSuspects } from '../restraints/suspect-errors.ts';
import type { Change } from './change.ts';
import { describeDrift } from './drift.ts';
import type { Engine } from './engine.ts';
import { lostJournal, unwritten } from './lost-journal.ts';
import { observe, observeAll, type Observed } from './observe.ts';
import { orError } from './or-error.ts';
import { planChanges } from './plan.ts';
import { hasFallen, wantedFingerprint, type Revisions } from './revisions.ts';
import { readPosition, type Position } from './position.ts';

/** A migration's position and the world, read together. Nothing is changed by reading. */
export interface Survey {
  readonly position: Position;
  readonly observed: Observed;
  /** What makes the world as the position desires it; empty where nothing differs. */
  readonly plan: readonly Change[];
  /** What the world did since the stop was reached, though nobody moved: what, how it was found, how it should be. */
  readonly drift: readonly string[];
}

/** @throws BanyanError JOURNAL_LOST, and whatever keeps journal or world from being read */
export async function survey(engine: Engine, migration: Migration): Promise<Survey> {
  const position = await positionOf(engine, migration);
  return surveyOf(engine, migration, position, await observe(engine.ports, migration));
}

/** Surveys of many migrations by their ids, from readings that they share. */
export async function surveyAll(engine: Engine, migrations: readonly Migration[]): Promise<ReadonlyMap<string, Survey | BanyanError>> {
  const positions = new Map(await Promise.all(migrations.map(async (each) => [each.id, await orError(positionOf(engine, each))] as const)));
  const readable = migrations.filter(({ id }) => !(positions.get(id) instanceof BanyanError));
  const world = await observeAll(engine.ports, readable);
  const surveys = migrations.map(async (migration) => [migration.id, await orError(surveyFrom(engine, migration, positions.get(migration.id), world.get(migration.id)))] as const);
  return new Map(await Promise.all(surveys));
}

async function surveyFrom(engine: Engine, migration: Migration, position: Position | BanyanError | undefined, observed: Observed | BanyanError | undefined): Promise<Survey> {
  if (position instanceof BanyanError) throw position;
  if (observed instanceof BanyanError) throw observed;
  if (!position || !observed) throw new BanyanError('INTERNAL', `${migration.id} was not looked at`);
  return surveyOf(engine, migration, position, observed);
}

async function positionOf({ ports }: Engine, migration: Migration): Promise<Position> {
  return readPosition(migration, await ports.journal.read(migration.id));
}

async function surveyOf(engine: Engine, migration: Migration, position: Position, observed: Observed): Promise<Survey> {
  const found = unwritten(position, observed);
  if (found.length > 0) {
    // Somebody else may have begun it between the two readings.
    if ((await positionOf(engine, migration)).begun) return survey(engine, migration);
    throw lostJournal(migration, found);
  }
  const { revisions, settledAt, stop } = position;
  const plan = planFor(engine, migration, stop, observed, revisions);
  // What another specification in the migration file asks for is no doing of the world's.
  const isOurs = settledAt === undefined || (revisions.stood !== undefined && revisions.stood.fingerprint !== wantedFingerprint(migration));
  return { position, observed, plan, drift: isOurs ? [] : plan.map((change) => describeDrift(change, observed)) };
}

/** The changes from the world as observed to the one that `stop` desires. */
export function planFor(engine: Engine, migration: Migration, stop: Stop, observed: Observed, revisions: Revisions): readonly Change[] {
  return planChanges(migration, desiredAt(migration, stop), observed, engine.context, revisions);
}

/** What the gates of the stop say, and what else keeps the migration there; and what the gates were asked about, no evidence where there are none. */
export async function readGates(engine: Engine, migration: Migration, { position, observed }: Survey): Promise<{ verdicts: readonly GateVerdict[]; evidence: Evidence | undefined }> {
  const gates = gatesOf(migration, position.stop);
  const { journal, clock } = engine.ports;
  const restraints = nextStop(migration, position.stop) ? [...fallenRevision(migration, position), ...unconfirmed(engine, migration, position.stop), ...(await askRestraints(migration, position.hold, journal, clock.now()))] : [];
  if (gates.length === 0) return { verdicts: restraints, evidence: undefined };
  const targets = observed.targetGroup === 'absent' ? { healthy: 0, total: 0 } : observed.targetGroup;
  const desired = desiredAt(migration, position.stop);
  const { flags } = desired;
  const counted = await engine.ports.stats.since(migration.group.name, position.mark);
  const accessLog = await readAccessLog(engine, migration, gates, position.settledAt);
  const evidence: Evidence = {
    ...counted,
    settledAt: position.settledAt ?? counted.now,
    targets: { healthy: targets.healthy, total: targets.total },
    directShare: directShare(desired),
    cohortShare: flags === 'none' || !flags.on ? 0 : flags.cohortPercent,
    approval: position.approval,
    data: observed.data,
    ...(accessLog && { accessLog }),
  };
  return { verdicts: [...(await askWithSuspects(engine.askGates, gates, evidence)), ...restraints], evidence };
}

/** Only who is to be retired is asked of the log: it is long. */
async function readAccessLog({ ports: { accessLog } }: Engine, { group }: Migration, gates: readonly Gate[], settledAt: number | undefined): Promise<LoggedLegacy | undefined> {
  if (settledAt === undefined || !gates.some(({ kind }) => kind === 'quiet')) return undefined;
  return accessLog?.since(group, settledAt);
}

/** A revision that did not come up is not what the next stop was meant for. */
function fallenRevision(migration: Migration, { revisions }: Position): readonly GateVerdict[] {
  if (!hasFallen(migration, revisions)) return [];
  const because = `${migration.candidate.image} did not come up; ${revisions.stood?.image ?? 'nothing'}, the last that stood healthy, goes on until the migration file says otherwise`;
  return [{ gate: 'revision', state: 'held', because, evidence: {} }];
}

function unconfirmed({ mayRetire }: Engine, migration: Migration, stop: Stop): readonly GateVerdict[] {
  if (mayRetire || nextStop(migration, stop)?.kind !== 'retire') return [];
  return [{ gate: 'retire', state: 'held', because: `it cannot be undone, so somebody has to say --yes: banyan retire ${migration.group.name} tells what it ends`, evidence: {} }];
}

/** Whether somebody switched the group's flag off, which means: back to legacy. */
export function flagSwitchedOff(migration: Migration, { position, observed }: Survey): boolean {
  const { flags } = desiredAt(migration, position.stop);
  return flags !== 'none' && flags.on && position.flagWasOn && (observed.flags === 'none' || !observed.flags.on);
}
