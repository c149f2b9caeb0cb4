import { InvalidArgumentError, type Command } from 'commander';
import type { Io } from '../io.ts';

/** `banyan watch [group]`: the split of the traffic, live. */
export function addWatch(program: Command, io: Io): void {
  program
    .command('watch')
    .argument('[group]', 'route group; the first one if left out')
    .option('--for <seconds>', 'end after so many seconds', positive)
    .description('show how a route group’s traffic splits, live; Ctrl-C ends it and changes nothing')
    .addHelpText('after', '\nExample:\n  $ banyan watch catalog')
    .action(async (group: string | undefined, _options: unknown, command: Command) => {
      const { watchGroup } = await import('../watch-group.ts');
      const options = command.optsWithGlobals();
      await watchGroup(io, options, group, typeof options['for'] === 'number' ? options['for'] : undefined);
    });
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('a number of seconds above 0 is needed');
  return value;
}
