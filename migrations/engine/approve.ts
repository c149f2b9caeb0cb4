import { BanyanError } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import { gatesOf } from '../../domain/stop-gates.ts';
import { stopName, type Stop } from '../../domain/stop.ts';
import type { Engine } from './engine.ts';
import { readPosition } from './position.ts';
import { record } from './record.ts';

/**
 * Writes a person's leave to go on from the stop where the migration stands. It holds for this one visit of that stop: whoever rolls back takes it back.
 * @throws BanyanError USAGE where no approval is asked there; JOURNAL_CONFLICT where the migration is moved at the same moment
 */
export async function approve(engine: Engine, migration: Migration, why: string): Promise<Stop> {
  const { stop } = readPosition(migration, await engine.ports.journal.read(migration.id));
  if (!gatesOf(migration, stop).some(({ kind }) => kind === 'approval')) {
    throw new BanyanError('USAGE', `${migration.id} stands at ${stopName(stop)}, where no approval is asked for`, { remedy: 'Approve when `banyan status` says that the approval gate is held.' });
  }
  for (let attempt = 0; ; attempt++) {
    const position = readPosition(migration, await engine.ports.journal.read(migration.id));
    // What was looked at is what is approved: another stop is another question.
    if (stopName(position.stop) !== stopName(stop)) throw new BanyanError('JOURNAL_CONFLICT', `${migration.id} was moved to ${stopName(position.stop)} meanwhile; ${stopName(stop)} is not approved`);
    try {
      await record(engine, migration, position.length, why, { kind: 'approved', stop: stopName(stop) });
      return stop;
    } catch (error) {
      // An engine that waits at the stop writes too.
      if (!(error instanceof BanyanError && error.code === 'JOURNAL_CONFLICT') || attempt >= 9) throw error;
    }
  }
}
