import { expect, test } from '@jest/globals';
import type { Io } from '../../cli/io.ts';
import { EXIT_STATUSES } from '../../cli/exit-statuses.ts';
import { createProgram } from '../../cli/program.ts';
import { examplesOf } from '../../scripts/docs/cli.ts';
import { filesBelow, read } from '../support/source-files.ts';
import { VARIABLES } from '../../cli/variables.ts';
import { ERRORS } from '../../domain/errors.ts';

const program = () => createProgram({} as Io, '');
const verbs = program().createHelp().visibleCommands(program());

test.each(verbs.map((verb) => [verb.name(), verb] as const))('%s has an example, of itself, with flags that it has', (name, verb) => {
  const examples = examplesOf(verb);
  expect(examples.length).toBeGreaterThan(0);
  const known = [...verb.options, ...program().options].map(({ long }) => long);
  for (const example of examples) {
    expect(example).toContain(`banyan ${name}`);
    expect((example.replaceAll(/"[^"]*"/g, '').match(/ --[a-z-]+/g) ?? []).map((flag) => flag.trim()).filter((flag) => !known.includes(flag))).toEqual([]);
  }
});

test('every exit status of an error is in the table, and no other but those of what went well', () => {
  const statuses = new Set(Object.values(ERRORS).map(({ exit }) => String(exit)));
  expect(Object.keys(EXIT_STATUSES).filter((status) => status !== '0')).toEqual([...statuses].toSorted((a, b) => Number(a) - Number(b)));
});

test('every token and secret that the command line reads is among its variables, and it reads all of them', () => {
  const source = [...filesBelow('cli', '.ts'), ...filesBelow('bin', '.ts')].filter((file) => file !== 'cli/variables.ts').map(read).join('\n');
  const secrets = [...source.matchAll(/'([A-Z_]+_(?:TOKEN|SECRET))'/g)].map(([, name]) => name);
  expect(secrets.length).toBeGreaterThan(5);
  expect(secrets.filter((name = '') => !(name in VARIABLES))).toEqual([]);
  expect(Object.keys(VARIABLES).filter((name) => !new RegExp(`\\b${name}\\b`).test(source))).toEqual([]);
});
