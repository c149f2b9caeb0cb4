import type { Command } from 'commander';
import { expect, test } from '@jest/globals';
import type { Io } from '../../cli/io.ts';
import { createProgram } from '../../cli/program.ts';
import { filesBelow, read } from '../support/source-files.ts';

const PAGES = [...filesBelow('docs', '.md'), ...filesBelow('examples', '.md'), 'README.md'];

/** The program, with verbs that do nothing: it only reads its arguments. */
function parses(args: readonly string[]): string | undefined {
  const program = createProgram({ out: () => {}, err: () => {} } as unknown as Io, '');
  const silence = (command: Command): void => {
    command.action(() => {}).exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
    command.commands.forEach(silence);
  };
  program.commands.forEach(silence);
  try {
    program.parse([...args], { from: 'user' });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Words as a shell has them; what goes elsewhere, and the next command, are left out. */
function words(line: string): readonly string[] {
  const [command = ''] = line.split(/\s(?:#|>|&&|\|)\s?/);
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}

const typed = PAGES.flatMap((page) => [...read(page).matchAll(/^```sh.*\n([^]*?)^```$/gm)].flatMap(([, block = '']) => [...block.matchAll(/^(?:\$ )?(?:npx )?banyan (.+)$/gm)].map(([, line = '']) => ({ page, line }))));

test('every command of a page is one that the program takes', () => {
  expect(typed.length).toBeGreaterThan(40);
  expect(typed.map(({ page, line }) => ({ page, line, refused: parses(words(line)) })).filter(({ refused }) => refused !== undefined)).toEqual([]);
});

test('every verb and flag that the text names is one that there is', () => {
  const verbs = new Map(createProgram({} as Io, '').commands.map((command) => [command.name(), command.options.flatMap(({ long, short }) => [long, short])]));
  const common = [...createProgram({} as Io, '').options.map(({ long }) => long), '--help', '--version'];
  const named = PAGES.flatMap((page) => [...read(page).matchAll(/`(?:npx )?banyan ([a-z-]+)([^`]*)`/g)].map(([, verb = '', rest = '']) => ({ page, verb, flags: [...rest.matchAll(/ (--[a-z-]+)/g)].map(([, flag]) => flag) })));
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter(({ verb, flags }) => !verbs.has(verb) || flags.some((flag) => ![...(verbs.get(verb) ?? []), ...common].includes(flag)))).toEqual([]);
});
