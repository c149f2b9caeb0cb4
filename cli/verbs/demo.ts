import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { rate } from './sandbox.ts';

/** `banyan demo`: the sandbox, the shop under load, and one route group through its whole migration. This is `npm start`. */
export function addDemo(program: Command, io: Io): void {
  program
    .command('demo')
    .option('--load <rate>', 'requests a second through the load balancer', rate, 300)
    .option('--keep', 'leave everything running at the end, until Ctrl-C')
    .description('move the sample shop’s catalog from the monolith to its own service, under load, on this machine')
    .addHelpText('after', '\nExample:\n  $ banyan demo --json')
    .action(async (_options: unknown, command: Command) => {
      const { runDemo } = await import('../demo/run-demo.ts');
      const options = command.optsWithGlobals();
      await runDemo(io, { ...options, load: Number(options['load']), keep: options['keep'] === true });
    });
}
