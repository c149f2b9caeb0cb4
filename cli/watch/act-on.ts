import type { Act } from '../../dashboard/state/group-state.ts';
import { formatDuration } from '../../domain/duration.ts';
import type { Migration } from '../../domain/migration.ts';
import { stopName } from '../../domain/stop.ts';
import { approve } from '../../migrations/engine/approve.ts';
import { hold, resume } from '../../migrations/engine/hold.ts';
import { rollBackTimed } from '../../migrations/engine/timed-roll-back.ts';
import { driveOptions } from '../driving/drive-options.ts';
import { instrumentsOf } from '../parts/instruments.ts';
import type { Io } from '../io.ts';
import type { OpenEngine } from '../parts/open-engine.ts';

/** Does what a key asks for, and says in a sentence what came of it. */
export async function actOn(io: Io, { engine, loaded }: OpenEngine, migration: Migration, act: Act, why: string): Promise<string> {
  switch (act) {
    case 'approve':
      return `${stopName(await approve(engine, migration, why))} may be left.`;
    case 'hold':
      return `Held at ${stopName(await hold(engine, migration, why))}.`;
    case 'resume':
      return `May go on from ${stopName(await resume(engine, migration, why))}.`;
    case 'rollback': {
      const { onTick: _, ...drive } = driveOptions(io, loaded.config, why);
      const { from, times, failure } = await rollBackTimed(engine, migration, { ...drive, to: 'deploy', began: io.now(), ...instrumentsOf(loaded.config) });
      if (failure !== undefined) throw failure;
      return `Back on legacy from ${stopName(from)}${times.flagMs === null ? '' : `, flag off after ${formatDuration(times.flagMs)}`}.`;
    }
  }
}
