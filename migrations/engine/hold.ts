import { BanyanError } from '../../domain/errors.ts';
import { holdOf } from '../../domain/journal-entry.ts';
import type { Migration } from '../../domain/migration.ts';
import { stopName, type Stop } from '../../domain/stop.ts';
import { canBeHeld } from './acts.ts';
import type { Engine } from './engine.ts';
import { readPosition } from './position.ts';
import { record } from './record.ts';

/** Somebody else may write first; a person's word is written after theirs. */
const ATTEMPTS = 10;

/**
 * Keeps the migration from moving forward until somebody resumes it. Drift is still put right, and it can be rolled back. Holding it again gives the newer reason.
 * @throws BanyanError USAGE at its last stop, from which it goes nowhere
 */
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
    if (kind === 'held' && !canBeHeld(migration, stop)) throw new BanyanError('USAGE', `${migration.id} stands at its last stop, ${stopName(stop)}: there is nothing left to hold it from`, { remedy: '`banyan status` says what can be done.' });
    try {
      await record(engine, migration, length, why, { kind, stop: stopName(stop) });
      return stop;
    } catch (error) {
      if (!(error instanceof BanyanError && error.code === 'JOURNAL_CONFLICT') || attempt >= ATTEMPTS) throw error;
    }
  }
}
