import { formatDuration } from '../../domain/duration.ts';
import { BanyanError } from '../../domain/errors.ts';
import { holdOf } from '../../domain/journal-entry.ts';
import type { Migration } from '../../domain/migration.ts';
import { stopName } from '../../domain/stop.ts';
import { approve } from '../../migrations/engine/approve.ts';
import type { DriveOptions } from '../../migrations/engine/drive.ts';
import type { Engine } from '../../migrations/engine/engine.ts';
import { hold, resume } from '../../migrations/engine/hold.ts';
import { rollBackTimed, type Instruments } from '../../migrations/engine/timed-roll-back.ts';
import type { Acts, Order } from './acts.ts';

export interface EngineActsOptions {
  readonly engine: Engine;
  readonly migrations: readonly Migration[];
  readonly drive: Omit<DriveOptions, 'why' | 'onTick'>;
  readonly instruments: Instruments;
}

/** What the page may do, by the engine. Whoever does it stands in the journal by name, with the account that serves the page: the name is what they say, the account is what is known. */
export function engineActs({ engine, migrations, drive, instruments }: EngineActsOptions): Acts {
  const as = ({ who }: Order): Engine => ({ ...engine, who: `${who} (page of ${engine.who})` });

  function migrationOf({ group }: Order): Migration {
    const found = migrations.find((each) => each.group.name === group);
    if (!found) throw new BanyanError('MIGRATION_NOT_FOUND', `no migration file moves a route group "${group}"`);
    return found;
  }

  return {
    approve: async (order) => `${order.group} may leave ${stopName(await approve(as(order), migrationOf(order), order.why))}.`,
    async hold(order) {
      const before = holdOf(await engine.ports.journal.read(migrationOf(order).id));
      const stop = stopName(await hold(as(order), migrationOf(order), order.why));
      return `${order.group} is held at ${stop}.${before ? ` ${before.who} held it already: ${before.why}` : ''}`;
    },
    resume: async (order) => `${order.group} may go on from ${stopName(await resume(as(order), migrationOf(order), order.why))}.`,
    async rollback(order) {
      const began = engine.ports.clock.now();
      const { from, times, failure } = await rollBackTimed(as(order), migrationOf(order), { ...drive, why: order.why, to: 'deploy', began, ...instruments });
      if (failure !== undefined) throw failure;
      const after = (ms: number | null) => (ms === null ? 'not at all' : `after ${formatDuration(ms)}`);
      return `${order.group} is back on legacy (was at ${stopName(from)}): flag off ${after(times.flagMs)}, rule removed ${after(times.ruleMs)}; last request on the candidate: ${times.lastRequest}.`;
    },
  };
}
