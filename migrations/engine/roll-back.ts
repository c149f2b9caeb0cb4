import { BanyanError } from '../../domain/errors.ts';
import type { Migration } from '../../domain/migration.ts';
import { findStop, stopName, type Stop } from '../../domain/stop.ts';
import type { Engine } from './engine.ts';
import { readPosition } from './position.ts';
import { record } from './tick.ts';

/**
 * Returns the group to legacy: sets the position to `deploy` (the candidate stays, without callers) or `start` (it goes too).
 * The world follows by ticks. Asks no gate and needs no proxy. Wins over an advance in flight: where somebody wrote first it tries again.
 */
export async function rollBack(engine: Engine, migration: Migration, to: 'deploy' | 'start', why: string): Promise<{ readonly from: Stop; readonly to: Stop }> {
  const target = findStop(migration, to) ?? { kind: to };
  for (let attempt = 0; attempt < 10; attempt++) {
    const { stop, length } = readPosition(migration, await engine.ports.journal.read(migration.id));
    if (stop.kind === 'start' || stop.kind === to) return { from: stop, to: stop };
    const mark = { at: engine.ports.clock.now(), proxies: {}, slowAboveMs: null };
    try {
      await record(engine, migration, length, why, { kind: 'moved', how: 'roll-back', from: stopName(stop), to, verdicts: [], mark });
      return { from: stop, to: target };
    } catch (error) {
      if (!(error instanceof BanyanError && error.code === 'JOURNAL_CONFLICT')) throw error;
    }
  }
  throw new BanyanError('JOURNAL_CONFLICT', `${migration.id} is being moved by others all the time; the roll-back could not be written`);
}
