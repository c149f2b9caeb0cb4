import { InvalidArgumentError, type Command } from 'commander';
import type { Io } from '../io.ts';

/** `banyan watch [group]`: the split of the traffic, live. */
export function addWatch(program: Command, io: Io): void {
  program
    .command('watch')
    .argument('[group]', 'route group; the first one if left out')
    .option('--for <seconds>', 'end after so many seconds', positive)
    .summary('a group live on the whole screen, with keys to act')
    .description('show a route group live: split, stops, gates, journal, and keys to hold it and to roll it back')
    .addHelpText('after', '\nOn a terminal it takes the whole screen; elsewhere, and with --json, it prints a line a second. Ctrl-C ends it and changes nothing.\n\nExamples:\n  $ banyan watch catalog\n  $ banyan watch catalog --for 60 --json')
    .action(async (group: string | undefined, _options: unknown, command: Command) => {
      const { watchGroup } = await import('../watch/watch-group.ts');
      const options = command.optsWithGlobals();
      await watchGroup(io, options, group, typeof options['for'] === 'number' ? options['for'] : undefined);
    });
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('a number of seconds above 0 is needed');
  return value;
}
