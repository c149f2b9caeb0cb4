import type { Migration } from '../../../domain/migration.ts';
import { stopName, stopsOf, type Stop } from '../../../domain/stop.ts';
import { run, settle, settleBack, type DriveOptions } from '../../../migrations/engine/drive.ts';
import type { Engine } from '../../../migrations/engine/engine.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';

/** One command of an operator. Given again after a crash it goes on from where things stand. */
export interface Command {
  readonly name: string;
  perform(engine: Engine, options: DriveOptions): Promise<void>;
}

/** A whole migration: up to the last stop but one, back, up again to retirement, and back to where nothing of it is left; a command for every stop. */
export function journeyOf(migration: Migration): readonly Command[] {
  const stops = stopsOf(migration).slice(1);
  const up = stops.filter(({ kind }) => kind !== 'retire').map((stop) => forward(migration, 'up to', stop));
  const again = stops.slice(1).map((stop) => forward(migration, 'again to', stop));
  return [...up, back(migration, 'deploy'), ...again, back(migration, 'start')];
}

/** A migration whose data moves: back before the ownership of writes has moved, and after it, and then up to where there is no way back any more; a command for every stop. */
export function movedAndBack(migration: Migration): readonly Command[] {
  const stops = stopsOf(migration).slice(1);
  const upTo = (last: string, how: string): readonly Command[] => stops.slice(0, stops.findIndex((stop) => stopName(stop) === last) + 1).map((stop) => forward(migration, how, stop));
  return [...upTo('backfill', 'up to'), back(migration, 'deploy'), ...upTo('reverse', 'again to').slice(1), back(migration, 'start'), ...upTo('cutover', 'once more to'), back(migration, 'deploy'), ...upTo('retire', 'at last to').slice(1)];
}

function back(migration: Migration, to: 'deploy' | 'start'): Command {
  return {
    name: `back to ${to}`,
    async perform(engine, options) {
      await rollBack(engine, migration, to, options.why);
      await settleBack(engine, migration, options);
      // Callers are back by now; the rest may still be under way.
      await settle(engine, migration, options);
    },
  };
}

function forward(migration: Migration, how: string, until: Stop): Command {
  return {
    name: `${how} ${stopName(until)}`,
    async perform(engine, options) {
      await run(engine, migration, { ...options, until });
    },
  };
}
