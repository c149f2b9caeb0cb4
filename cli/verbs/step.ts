import type { Command } from 'commander';
import { reasonOf } from '../../domain/reason.ts';
import type { Io } from '../io.ts';

/** `banyan step <group>`: one stop on, and wait until it is true. Refuses, exit status 3, while a gate is held. */
export function addStep(program: Command, io: Io): void {
  program
    .command('step')
    .argument('<group>', 'route group')
    .option('--why <text>', 'reason for the journal', reasonOf, 'step')
    .option('--yes', 'to retiring, which cannot be undone')
    .summary('move to the next stop, unless a gate is held')
    .description('move to the next stop and wait until it is true; refuses while a gate is held')
    .addHelpText('after', '\nExample:\n  $ banyan step catalog')
    .action(async (group: string, _options: unknown, command: Command) => {
      const { openEngine, migrationOf } = await import('../parts/open-engine.ts');
      const { stepOptions, howToGoOn } = await import('../driving/drive-options.ts');
      const { step } = await import('../../migrations/engine/drive.ts');
      const { finishDrive } = await import('../driving/finish-drive.ts');
      const { unlessInterrupted } = await import('../waiting/unless-interrupted.ts');
      const options = command.optsWithGlobals();
      const { engine, migrations, loaded } = await openEngine(io, options);
      const migration = migrationOf(migrations, group);
      const last = await unlessInterrupted(io, engine, [migration], howToGoOn(group), () => step(engine, migration, stepOptions(io, loaded.config, String(options['why']))));
      finishDrive(io, options, migration, last);
    });
}
