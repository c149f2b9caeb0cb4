import { BanyanError } from '../../domain/errors.ts';
import { holdOf } from '../../domain/journal-entry.ts';
import type { Migration } from '../../domain/migration.ts';
import { stopName, type Stop } from '../../domain/stop.ts';
import type { Engine } from './engine.ts';
import { readPosition } from './position.ts';
import { record } from './record.ts';

/** Somebody else may write first; a person's word is written after theirs. */
const ATTEMPTS = 10;

/** Keeps the migration from moving forward until somebody resumes it. Drift is still put right, and it can be rolled back. Holding it again gives the newer reason. */
export async function hold(engine: Engine, migration: Migration, why: string): Promise<Stop> {
  return say(engine, migration, 'held', why);
}

/**
 * Takes the hold away.
 * @throws BanyanError USAGE where there is none
 */
export async function resume(engine: Engine, migration: Migration, why: string): Promise<Stop> {
  return say(engine, migration, 'resumed', why);
}

async function say(engine: Engine, migration: Migration, kind: 'held' | 'resumed', why: string): Promise<Stop> {
  for (let attempt = 1; ; attempt++) {
    const entries = await engine.ports.journal.read(migration.id);
    if (kind === 'resumed' && !holdOf(entries)) throw new BanyanError('USAGE', `nobody holds ${migration.id}`, { remedy: '`banyan status` says what holds a migration.' });
    const { stop, length } = readPosition(migration, entries);
    try {
      await record(engine, migration, length, why, { kind, stop: stopName(stop) });
      return stop;
    } catch (error) {
      if (!(error instanceof BanyanError && error.code === 'JOURNAL_CONFLICT') || attempt >= ATTEMPTS) throw error;
    }
  }
}
