import type { Command } from 'commander';
import { EXIT_STATUSES } from '../../cli/exit-statuses.ts';
import { VARIABLES } from '../../cli/variables.ts';
import { markdownTable } from './markdown-table.ts';

/** docs/cli.md, from the program itself. */
export function cliReference(program: Command): string {
  const help = program.createHelp();
  const verbs = help.visibleCommands(program);
  const headings = [...new Set(verbs.map((verb) => verb.helpGroup()))];
  return [
    '# The command line',
    '<!-- All of this page is written by `npm run docs`, from the program itself. -->',
    'Every verb takes these:',
    markdownTable(['flag', 'what'], help.visibleOptions(program).map((option) => [`\`${option.flags}\``, option.description])),
    ...headings.flatMap((heading) => [`## ${heading.replace(/:$/, '')}`, ...verbs.filter((verb) => verb.helpGroup() === heading).map(verbSection)]),
    '## Exit statuses',
    markdownTable(['status', 'what it means'], Object.entries(EXIT_STATUSES)),
    'With `--json` there is one JSON object on standard output, also where a command fails: `{"error":{"code","message","remedy"}}`. The same three stand on standard error in words. [The codes](errors.md) are in one table.',
    '## Environment variables',
    markdownTable(['variable', 'what it is'], Object.entries(VARIABLES).map(([name, told]) => [`\`${name}\``, told])),
    'The stores’ URLs of `banyan mover`, and addresses of notifications that are secrets, are in the variables that the [migration file](moving-data.md) and the [configuration](configuration.md) name. The proxy’s own are in the [configuration](configuration.md#the-proxys-environment).',
  ].join('\n\n') + '\n';
}

function verbSection(verb: Command): string {
  const help = verb.createHelp();
  const options = help.visibleOptions(verb).filter(({ long }) => long !== '--help');
  return [
    `### banyan ${verb.name()}`,
    `${capitalised(verb.description())}.`,
    `\`${help.commandUsage(verb)}\``,
    ...(options.length > 0 ? [markdownTable(['flag', 'what'], options.map((option) => [`\`${option.flags}\``, help.optionDescription(option)]))] : []),
    `\`\`\`sh\n${examplesOf(verb).join('\n')}\n\`\`\``,
  ].join('\n\n');
}

/** The lines after the flags that begin with a prompt. */
export function examplesOf(verb: Command): readonly string[] {
  let text = '';
  const output = verb.configureOutput();
  verb.configureOutput({ writeOut: (more) => (text += more) });
  verb.outputHelp();
  verb.configureOutput(output);
  return [...text.matchAll(/^ {2}\$ (.+)$/gm)].map(([, line = '']) => line);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
