import type { Command } from 'commander';
import { reasonOf } from '../../domain/reason.ts';
import type { CommonOptions, Io } from '../io.ts';

interface RunOptions extends CommonOptions {
  readonly all?: boolean;
  readonly until?: string;
  readonly why: string;
}

/** `banyan run <group>` or `banyan run --all`: stop after stop, waiting where a gate is held, to the end or to `--until`. */
export function addRun(program: Command, io: Io): void {
  program
    .command('run')
    .argument('[group]', 'route group')
    .option('--all', 'all migrations at once, each as its gates open and in the order that `after` asks for')
    .option('--until <stop>', 'stop there: front, shadow, cohort:10, weight:50, …')
    .option('--why <text>', 'reason for the journal', reasonOf, 'run')
    .option('--yes', 'to retiring, which cannot be undone; without it the run ends before')
    .summary('move from stop to stop as the gates open')
    .description('move from stop to stop as the gates open, to the end or to a stop')
    .addHelpText('after', '\nExamples:\n  $ banyan run catalog --until weight:50\n  $ banyan run --all')
    .action(async (group: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<RunOptions>();
      const { BanyanError } = await import('../../domain/errors.ts');
      if ((group === undefined) === !options.all) throw new BanyanError('USAGE', 'run takes one route group, or --all');
      if (options.all && options.until !== undefined) throw new BanyanError('USAGE', '--until names a stop of one migration; it does not go with --all');
      if (group === undefined) await (await import('../driving/run-every-group.ts')).runEveryGroup(io, options, options.why);
      else await runGroup(io, options, group);
    });
}

async function runGroup(io: Io, options: RunOptions, group: string): Promise<void> {
  const { openEngine, migrationOf } = await import('../parts/open-engine.ts');
  const { driveOptions, howToGoOn } = await import('../driving/drive-options.ts');
  const { run } = await import('../../migrations/engine/drive.ts');
  const { finishDrive, stopNamed } = await import('../driving/finish-drive.ts');
  const { unlessInterrupted } = await import('../waiting/unless-interrupted.ts');
  const { engine, migrations, loaded } = await openEngine(io, options);
  const migration = migrationOf(migrations, group);
  const until = options.until === undefined ? undefined : stopNamed(migration, options.until);
  const last = await unlessInterrupted(io, engine, [migration], howToGoOn(group), () => run(engine, migration, { ...driveOptions(io, loaded.config, options.why), ...(until && { until }) }));
  finishDrive(io, options, migration, last);
}
