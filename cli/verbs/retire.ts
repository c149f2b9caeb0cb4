import type { Command } from 'commander';
import type { CommonOptions, Io } from '../io.ts';
import { weighedReason } from './reason.ts';

/** `banyan retire <group> --yes --why "…"`: the last step, which cannot be undone. Without --yes it says what that would end, and does nothing. */
export function addRetire(program: Command, io: Io): void {
  program
    .command('retire')
    .argument('<group>', 'route group')
    .option('--why <text>', 'reason for the journal', weighedReason, 'retire')
    .option('--yes', 'to what cannot be undone; without it, that is shown and nothing is done')
    .summary('end the legacy path of a group, for good')
    .description('end the legacy path of a group that stands before it, which cannot be undone')
    .addHelpText('after', '\nExample:\n  $ banyan retire catalog --yes --why "quiet for two weeks"')
    .action(async (group: string, _options: unknown, command: Command) => {
      const { retireGroup } = await import('../driving/retire-group.ts');
      await retireGroup(io, command.optsWithGlobals<CommonOptions & { readonly why: string }>(), group);
    });
}
