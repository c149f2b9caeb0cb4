import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { weighedReason } from './reason.ts';

/** `banyan approve <group> --why "…"`: opens the approval gate of the stop where the migration stands. */
export function addApprove(program: Command, io: Io): void {
  program
    .command('approve')
    .argument('<group>', 'route group')
    .requiredOption('--why <text>', 'reason for the journal', weighedReason)
    .summary('say yes to what an approval gate asks')
    .description('let a migration leave the stop where it stands, for all that its approval gate asks')
    .addHelpText('after', '\nExample:\n  $ banyan approve catalog --why "differences read with the shop team"')
    .action(async (group: string, _options: unknown, command: Command) => {
      const { openEngine, migrationOf } = await import('../parts/open-engine.ts');
      const { approve } = await import('../../migrations/engine/approve.ts');
      const { stopName } = await import('../../domain/stop.ts');
      const options = command.optsWithGlobals();
      const { engine, migrations } = await openEngine(io, options);
      const migration = migrationOf(migrations, group);
      const stop = stopName(await approve(engine, migration, String(options['why'])));
      io.out(options['json'] ? JSON.stringify({ migration: migration.id, approved: stop, who: engine.who }) : `${group} may leave ${stop}, says ${engine.who}.`);
    });
}
