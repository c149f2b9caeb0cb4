import { InvalidArgumentError, type Command } from 'commander';
import type { Io } from '../io.ts';
import type { MoverOptions } from '../mover/run-mover.ts';

/** `banyan mover`: the process that moves data between the stores, until it is told to stop. */
export function addMover(program: Command, io: Io): void {
  program
    .command('mover')
    .option('--migrations <directory>', 'where the migration files are; default: the configuration’s, and `migrations` where there is no configuration')
    .option('--host <address>', 'to listen on for the engine; loopback unless told otherwise', '127.0.0.1')
    .option('--port <port>', 'to listen on; 0 is any free one', port, 9_090)
    .summary('move the data of the groups that say so')
    .description('move the data of the migrations that say so, between the stores whose URLs are in the environment variables that they name')
    .addHelpText('after', '\nTakes orders from whoever bears BANYAN_ADMIN_TOKEN. One mover a group works; others stand by.\n\nExample:\n  $ LEGACY_DATABASE_URL=postgres://… ORDERS_DATABASE_URL=postgres://… BANYAN_ADMIN_TOKEN=… banyan mover')
    .action(async (_options: unknown, command: Command) => {
      const { runMover } = await import('../mover/run-mover.ts');
      await runMover(io, command.optsWithGlobals<MoverOptions>());
    });
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('a port from 0 to 65535 is needed');
  return Number(text);
}
