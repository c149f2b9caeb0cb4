import type { Command } from 'commander';
import type { CommonOptions, Io } from '../io.ts';

/** `banyan status [group]`: where each route group stands, or all that matters of one. */
export function addStatus(program: Command, io: Io): void {
  program
    .command('status')
    .argument('[group]', 'route group; all of them, a line each, if left out')
    .summary('where each group stands, what holds it, what comes next')
    .description('show where each route group stands, what holds it, what comes next and how to stop it')
    .addHelpText('after', '\nExamples:\n  $ banyan status\n  $ banyan status catalog\n  $ banyan status --json')
    .action(async (group: string | undefined, _options: unknown, command: Command) => {
      const { readStatus } = await import('../status/read-status.ts');
      const { printStatus } = await import('../status/print-status.ts');
      const options = command.optsWithGlobals<CommonOptions>();
      const migrations = await readStatus(io, options, group);
      if (options.json) io.out(JSON.stringify({ migrations }));
      else printStatus(io, migrations);
      if (migrations.some(({ standing }) => standing.kind === 'unknown')) io.setStatus(1);
    });
}
