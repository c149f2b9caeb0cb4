import type { Command, CommanderError } from 'commander';
import { BanyanError } from '../domain/errors.ts';
import { didYouMean } from './suggest.ts';

/** What commander did not understand, as all other errors are told: what, where, and what to do. */
export function describeMisuse({ message }: CommanderError, args: readonly string[], program: Command): BanyanError {
  const verb = args.map((arg) => program.createHelp().visibleCommands(program).find((each) => each.name() === arg)).find(Boolean);
  const remedy = `\`banyan ${verb ? `${verb.name()} --help` : '--help'}\` ${verb ? 'has its flags and an example' : 'lists the verbs'}.`;
  return new BanyanError('USAGE', inOurWords(message), { remedy });
}

function inOurWords(message: string): string {
  if (message === '(outputHelp)') return 'a verb is missing';
  const text = message
    .replace(/^error: /, '')
    .replace(/^unknown command '/, "there is no verb '")
    .replace(/^unknown option '/, "there is no flag '")
    .replace(/^(?:required )?option '(.+)' (?:not specified|argument missing)$/, '$1 is missing')
    .replace(/^missing required argument '(.+)'$/, '<$1> is missing')
    .replace(/^(?:option|command-argument value) (?='[^]*' is invalid)/, '')
    .replace(/\n\(Did you mean (?:one of )?(.+)\?\)$/, '. Did you mean $1?')
    // Of what was written, 60 characters are said again.
    .replace(/'([^']{60})[^']+'/g, "'$1…'");
  const [, written, choices] = /'([^']*)' is invalid.* Allowed choices are (.+)\.$/.exec(text) ?? [];
  return choices === undefined ? text : `${text}${didYouMean(written ?? '', choices.split(', '))}`;
}
