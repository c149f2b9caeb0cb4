import type { Command } from 'commander';
import type { Io } from '../io.ts';

/** `banyan status`: where each route group stands, and what holds it. */
export function addStatus(program: Command, io: Io): void {
  program
    .command('status')
    .description('show where each route group stands, what holds it and what comes next')
    .addHelpText('after', '\nExample:\n  $ banyan status --json')
    .action(async (_options: unknown, command: Command) => {
      const { readStatus, printStatus } = await import('../status-report.ts');
      const options = command.optsWithGlobals();
      const status = await readStatus(io, options);
      if (options['json']) io.out(JSON.stringify({ migrations: status }));
      else printStatus(io, status);
    });
}
