import { expect, test } from '@jest/globals';
import { runCli } from '../support/run-cli.ts';

const run = (...args: string[]) => runCli(args, { directory: '/' });

test('help is what --help is, of everything and of a verb', async () => {
  expect(await run('help')).toEqual(await run('--help'));
  expect(await run('help', 'rollback')).toEqual(await run('rollback', '--help'));
  expect((await run('help', 'rollback')).out).toMatch(/^Usage: banyan rollback /);
});

test('without a word it tells its verbs, with the exit status of a wrong use', async () => {
  expect(await run()).toMatchObject({ status: 2, err: (await run('--help')).out });
});
