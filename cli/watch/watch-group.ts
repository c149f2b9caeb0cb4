import { BanyanError } from '../../domain/errors.ts';
import type { CommonOptions, Io } from '../io.ts';
import { migrationOf, openEngine } from '../parts/open-engine.ts';
import { watchInLines } from './watch-lines.ts';
import { watchOnScreen } from './watch-screen.ts';

/** Watches one group for so many seconds, or until Ctrl-C: on the whole screen where there is one, else in lines. */
export async function watchGroup(io: Io, options: CommonOptions, group: string | undefined, seconds: number | undefined): Promise<void> {
  const opened = await openEngine(io, options);
  const { migrations, loaded } = opened;
  const migration = group === undefined ? migrations[0] : migrationOf(migrations, group);
  if (!migration) throw new BanyanError('MIGRATION_NOT_FOUND', `there is no migration file in ${loaded.config.migrations}`);
  if (io.terminal && io.isTerminal && !options.json) await watchOnScreen(io, opened, migration, io.terminal, seconds);
  else await watchInLines(io, options, opened, migration, seconds);
}
