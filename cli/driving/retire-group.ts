import { BanyanError } from '../../domain/errors.ts';
import { nextStop, stopName } from '../../domain/stop.ts';
import { step } from '../../migrations/engine/drive.ts';
import { readPosition } from '../../migrations/engine/position.ts';
import { whatRetiringEnds } from '../../migrations/engine/retiring.ts';
import { stepOptions, howToGoOn } from './drive-options.ts';
import { finishDrive } from './finish-drive.ts';
import type { CommonOptions, Io } from '../io.ts';
import { migrationOf, openEngine } from '../parts/open-engine.ts';
import { unlessInterrupted } from '../waiting/unless-interrupted.ts';

/**
 * Takes a migration's last step. Without a yes it tells what that would end, and changes nothing.
 * @throws BanyanError USAGE where the migration does not stand before retiring; HELD where nobody has said yes, or a gate is held
 */
export async function retireGroup(io: Io, options: CommonOptions & { readonly why: string }, group: string): Promise<void> {
  const { engine, migrations, loaded } = await openEngine(io, options);
  const migration = migrationOf(migrations, group);
  const { stop } = readPosition(migration, await engine.ports.journal.read(migration.id));
  if (nextStop(migration, stop)?.kind !== 'retire') {
    throw new BanyanError('USAGE', `${migration.id} stands at ${stopName(stop)}, and what comes next there is not retiring`, { remedy: 'Retire a group that stands at the stop before `retire`; `banyan plan` lists its stops.' });
  }
  if (options.yes !== true) {
    throw new BanyanError('HELD', `nothing was done. This cannot be undone: ${whatRetiringEnds(migration).join('; ')}`, { remedy: `Say it with --yes: banyan retire ${group} --yes --why "…"` });
  }
  if (!options.json) for (const end of whatRetiringEnds(migration)) io.err(`  ${end}`);
  finishDrive(io, options, migration, await unlessInterrupted(io, engine, [migration], howToGoOn(group), () => step(engine, migration, stepOptions(io, loaded.config, options.why))));
}
