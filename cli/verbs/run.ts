import type { Command } from 'commander';
import type { Io } from '../io.ts';

/** `banyan run <group>`: stop after stop, waiting where a gate is held, to the end or to `--until`. */
export function addRun(program: Command, io: Io): void {
  program
    .command('run')
    .argument('<group>', 'route group')
    .option('--until <stop>', 'stop there: front, shadow, cohort:10, weight:50, …')
    .option('--why <text>', 'reason for the journal', 'run')
    .description('move from stop to stop as the gates open, to the end or to a stop')
    .addHelpText('after', '\nExample:\n  $ banyan run catalog --until weight:50')
    .action(async (group: string, _options: unknown, command: Command) => {
      const { openEngine, migrationOf } = await import('../open-engine.ts');
      const { driveOptions } = await import('../drive-options.ts');
      const { run } = await import('../../migrations/engine/drive.ts');
      const { finishDrive, stopNamed } = await import('../finish-drive.ts');
      const options = command.optsWithGlobals();
      const { engine, migrations, loaded } = await openEngine(io, options);
      const migration = migrationOf(migrations, group);
      const until = options['until'] === undefined ? undefined : stopNamed(migration, String(options['until']));
      finishDrive(io, options, migration, await run(engine, migration, { ...driveOptions(io, loaded.config, String(options['why'])), ...(until && { until }) }));
    });
}
