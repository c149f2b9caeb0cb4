import { Option, type Command } from 'commander';
import type { Io } from '../io.ts';
import { rate } from './sandbox.ts';

/** `banyan demo`: the sandbox, the shop under load, and one route group, or all, through the whole migration. This is `npm start`. */
export function addDemo(program: Command, io: Io): void {
  program
    .command('demo')
    .option('--load <rate>', 'requests a second through the load balancer; default 300, and 150 with --all', rate)
    .option('--all', 'move everything that has a migration file, and hold what the load was promised against what the stores have')
    .addOption(new Option('--runtime <runtime>', 'what runs the tasks: processes, or containers of the engine at DOCKER_HOST').choices(['process', 'docker']).default('process'))
    .option('--keep', 'leave everything running at the end, until Ctrl-C')
    .summary('watch the sample shop move, under load')
    .description('move the sample shop’s catalog, or all that can leave it, from the monolith to services of their own, under load, on this machine')
    .addHelpText('after', '\nExamples:\n  $ banyan demo --json\n  $ banyan demo --all')
    .action(async (_options: unknown, command: Command) => {
      const { requireShop } = await import('../sandbox/own-world.ts');
      requireShop();
      // Is not published: it shows the shop.
      const { runDemo } = await import('../demo/run-demo.ts');
      const options = command.optsWithGlobals();
      const all = options['all'] === true;
      await runDemo(io, { ...options, load: Number(options['load'] ?? (all ? 150 : 300)), keep: options['keep'] === true, all, runtime: options['runtime'] === 'docker' ? 'docker' : 'process' });
    });
}
