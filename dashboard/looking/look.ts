import { BanyanError } from '../../domain/errors.ts';
import type { Counted } from '../../domain/evidence.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { Migration } from '../../domain/migration.ts';
import type { Engine } from '../../migrations/engine/engine.ts';
import type { Together } from '../../migrations/engine/run-all.ts';
import { readGates, surveyAll, type Survey } from '../../migrations/engine/survey.ts';

/** What one look has seen of one migration. */
export interface Looked {
  readonly migration: Migration;
  /** Its journal; `undefined` where that cannot be read or is lost, and nobody knows where it stands. */
  readonly entries: readonly JournalEntry[] | undefined;
  /** Its position and the world, or why they cannot be read. */
  readonly seen: Survey | BanyanError;
  readonly verdicts: readonly GateVerdict[];
  /** What was counted since it came to its stop; `undefined` where nothing is counted yet, or cannot be. */
  readonly counted: Counted | undefined;
}

/** Looks at all migrations by readings that they share. What cannot be read of one is its own trouble. Changes nothing. */
export async function lookAtAll(engine: Engine, together: Together, migrations: readonly Migration[]): Promise<readonly Looked[]> {
  together.begin();
  const looking: Engine = { ...engine, ports: together.ports };
  const surveys = await surveyAll(looking, migrations).catch(asBanyanError);
  return Promise.all(migrations.map((migration) => lookAt(looking, migration, surveys instanceof BanyanError ? surveys : surveys.get(migration.id))));
}

async function lookAt(engine: Engine, migration: Migration, seen: Survey | BanyanError = new BanyanError('INTERNAL', `${migration.id} was not looked at`)): Promise<Looked> {
  const all = await engine.ports.journal.read(migration.id).catch(asBanyanError);
  if (all instanceof BanyanError) return { migration, entries: undefined, seen: all, verdicts: [], counted: undefined };
  // Another journal than that of the group tells as little as one that cannot be read.
  if (seen instanceof BanyanError) return { migration, entries: seen.code === 'JOURNAL_LOST' ? undefined : all, seen, verdicts: [], counted: undefined };
  // What has been written since belongs to the next look: where it stands and what was seen there must be of one moment.
  const entries = all.slice(0, seen.position.length);
  try {
    const { verdicts, evidence } = await readGates(engine, migration, seen);
    return { migration, entries, seen, verdicts, counted: evidence ?? (await countedAt(engine, migration, seen)) };
  } catch (error) {
    return { migration, entries, seen: asBanyanError(error), verdicts: [], counted: undefined };
  }
}

/** Before the proxies know the group there is nothing to count. */
async function countedAt(engine: Engine, { group }: Migration, { position: { stop, mark } }: Survey): Promise<Counted | undefined> {
  return stop.kind === 'start' || stop.kind === 'deploy' ? undefined : engine.ports.stats.since(group.name, mark);
}

function asBanyanError(error: unknown): BanyanError {
  if (error instanceof BanyanError) return error;
  throw error;
}
