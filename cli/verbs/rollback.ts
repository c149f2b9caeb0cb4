import { Option, type Command } from 'commander';
import { reasonOf } from '../../domain/reason.ts';
import type { Io } from '../io.ts';

/** `banyan rollback <group> --why "…"`: everybody back to legacy, the fastest lever first. */
export function addRollback(program: Command, io: Io): void {
  program
    .command('rollback')
    .argument('<group>', 'route group')
    .requiredOption('--why <text>', 'reason for the journal', reasonOf)
    .addOption(new Option('--to <stop>', 'deploy keeps the candidate without callers; start removes it too').choices(['deploy', 'start']).default('deploy'))
    .summary('return a group to legacy, at once')
    .description('return the group to legacy: flag off first, then the load balancer’s rule')
    .addHelpText('after', '\nExample:\n  $ banyan rollback catalog --why "prices look wrong"')
    .action(async (group: string, _options: unknown, command: Command) => {
      const { rollBackGroup } = await import('../driving/roll-back-group.ts');
      const options = command.optsWithGlobals();
      await rollBackGroup(io, options, group, options['to'] === 'start' ? 'start' : 'deploy', String(options['why']));
    });
}
