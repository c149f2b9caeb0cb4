import { expect, test } from '@jest/globals';
import { runCli } from '../support/run-cli.ts';

const run = (...args: string[]) => runCli(args, { directory: '/' });

test('help is what --help is, of everything and of a verb', async () => {
  expect(await run('help')).toEqual(await run('--help'));
  expect(await run('help', 'rollback')).toEqual(await run('rollback', '--help'));
  expect((await run('help', 'rollback')).out).toMatch(/^Usage: banyan rollback /);
});

test('without a word it tells its verbs, with the exit status of a wrong use', async () => {
  expect(await run()).toMatchObject({ status: 2, err: `${(await run('--help')).out}\nUSAGE: a verb is missing\n  → \`banyan --help\` lists the verbs.` });
});

test('the help of everything has a line for each verb, and fits into a terminal that is 80 columns wide', async () => {
  const lines = (await run('--help')).out.split('\n');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  // Below its verbs nothing goes on from the line before but the flags' descriptions.
  expect(lines.slice(lines.indexOf('Begin:')).filter((line) => /^ {10,}/.test(line))).toEqual([]);
});
