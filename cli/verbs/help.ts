import { Argument, type Command } from 'commander';

/** `banyan help [verb]`, which many try first: what --help says. Comes last, for it knows all the others. */
export function addHelp(program: Command): void {
  const verbs = program.createHelp().visibleCommands(program);
  program
    .command('help', { hidden: true })
    .addArgument(new Argument('[verb]').choices(verbs.map((verb) => verb.name())))
    .action((asked?: string) => (verbs.find((verb) => verb.name() === asked) ?? program).help());
}
