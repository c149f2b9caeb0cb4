import type { Argument, Command, Option } from 'commander';
import type { Migration } from '../../domain/migration.ts';
import { stopName, stopsOf } from '../../domain/stop.ts';

/**
 * What may stand where the last word is being written: verbs, flags, and their values where they are known. Empty where it is a file, or anything.
 * @param words all words after `banyan`; the last is the one being written, perhaps empty
 */
export function complete(program: Command, words: readonly string[], migrations: readonly Migration[]): readonly string[] {
  const current = words.at(-1) ?? '';
  return possible(program, words.slice(0, -1), current, migrations).filter((each) => each.startsWith(current));
}

function possible(program: Command, before: readonly string[], current: string, migrations: readonly Migration[]): readonly string[] {
  const { verb, operands, pending } = read(program, before);
  if (pending) return valuesOf(pending, operands, migrations);
  if (current.startsWith('-')) return flagsOf(program, verb).filter(({ long }) => !before.includes(long ?? '') || long === '--help').map(({ long }) => long ?? '');
  if (!verb) return program.createHelp().visibleCommands(program).map((each) => each.name());
  return namesFor(verb.registeredArguments[operands.length], migrations);
}

/** What the words before say: the verb, what it was given, and a flag that still wants its value. */
function read(program: Command, before: readonly string[]): { readonly verb: Command | undefined; readonly operands: readonly string[]; readonly pending: Option | undefined } {
  let verb: Command | undefined;
  let pending: Option | undefined;
  const operands: string[] = [];
  for (const word of before) {
    if (pending) pending = undefined;
    else if (word.startsWith('-')) pending = flagsOf(program, verb).find((flag) => (flag.long === word || flag.short === word) && flag.required);
    else if (verb) operands.push(word);
    else verb = program.commands.find((each) => each.name() === word);
  }
  return { verb, operands, pending };
}

function flagsOf(program: Command, verb: Command | undefined): readonly Option[] {
  const of = (command: Command) => command.createHelp().visibleOptions(command);
  return verb ? [...of(verb), ...program.options.filter(({ long }) => long !== '--version')] : of(program);
}

function valuesOf({ long, argChoices }: Option, [group]: readonly string[], migrations: readonly Migration[]): readonly string[] {
  if (long === '--until') return stopsOfGroup(group, migrations);
  return argChoices ?? [];
}

function stopsOfGroup(group: string | undefined, migrations: readonly Migration[]): readonly string[] {
  const migration = migrations.find(({ id, group: { name } }) => name === group || id === group);
  return migration ? stopsOf(migration).map(stopName) : [];
}

function namesFor(argument: Argument | undefined, migrations: readonly Migration[]): readonly string[] {
  if (argument?.name() === 'group') return migrations.map(({ group }) => group.name);
  return argument?.argChoices ?? [];
}
