import type { Command } from 'commander';
import { reasonOf } from '../../domain/reason.ts';
import type { CommonOptions, Io } from '../io.ts';

/** `banyan hold <group> --why "…"`: no step forward until somebody resumes it. */
export function addHold(program: Command, io: Io): void {
  program
    .command('hold')
    .argument('<group>', 'route group')
    .requiredOption('--why <text>', 'reason for the journal', reasonOf)
    .summary('keep a group where it stands')
    .description('keep a migration from moving forward; drift is still put right, and it can be rolled back')
    .addHelpText('after', '\nExample:\n  $ banyan hold catalog --why "price change on Friday"')
    .action(async (group: string, _options: unknown, command: Command) => {
      const { hold } = await import('../../migrations/engine/hold.ts');
      await say(io, command.optsWithGlobals(), group, hold, 'held');
    });
}

/** `banyan resume <group> --why "…"`: takes a hold away. */
export function addResume(program: Command, io: Io): void {
  program
    .command('resume')
    .argument('<group>', 'route group')
    .option('--why <text>', 'reason for the journal', reasonOf, 'resume')
    .summary('let a held group move forward again')
    .description('let a migration that somebody holds move forward again')
    .addHelpText('after', '\nExample:\n  $ banyan resume catalog')
    .action(async (group: string, _options: unknown, command: Command) => {
      const { resume } = await import('../../migrations/engine/hold.ts');
      await say(io, command.optsWithGlobals(), group, resume, 'resumed');
    });
}

type Say = (typeof import('../../migrations/engine/hold.ts'))['hold'];

async function say(io: Io, options: CommonOptions & { readonly why?: string }, group: string, write: Say, what: 'held' | 'resumed'): Promise<void> {
  const { openEngine, migrationOf } = await import('../parts/open-engine.ts');
  const { stopName } = await import('../../domain/stop.ts');
  const { engine, migrations } = await openEngine(io, options);
  const migration = migrationOf(migrations, group);
  const stop = stopName(await write(engine, migration, options.why ?? what));
  io.out(options.json ? JSON.stringify({ migration: migration.id, stop, [what]: true, who: engine.who }) : `${group} is ${what} at ${stop}, says ${engine.who}.`);
}
