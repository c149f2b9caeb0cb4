import { expect, test } from '@jest/globals';
import { runCli } from '../support/run-cli.ts';

const say = (line: string) => runCli(line === '' ? [] : line.split(' '), { directory: '/nowhere' });

test.each([
  ['statsu', "USAGE: there is no verb 'statsu'. Did you mean status?", 'lists the verbs'],
  ['help plna', "Did you mean \"plan\"?", 'lists the verbs'],
  ['run --untl shadow', "USAGE: there is no flag '--untl'. Did you mean --until?", '`banyan run --help`'],
  ['step', 'USAGE: <group> is missing', '`banyan step --help`'],
  ['hold catalog', 'USAGE: --why <text> is missing', '`banyan hold --help`'],
  ['hold catalog --why', 'USAGE: --why <text> is missing', '`banyan hold --help`'],
  ['rollback catalog --why x --to strat', "USAGE: '--to <stop>' argument 'strat' is invalid. Allowed choices are deploy, start. Did you mean \"start\"?", '`banyan rollback --help`'],
  ['status a b', "USAGE: too many arguments for 'status'", '`banyan status --help`'],
])('banyan %s is told as every other error', async (line, words, remedy) => {
  const { status, out, err } = await say(line);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  const [what, then] = err.split('\n');
  expect(what).toContain(words);
  expect(then).toMatch(/^ {2}→ /);
  expect(then).toContain(remedy);
});

test('without a verb the help is shown, and with --json the refusal is one object', async () => {
  const plain = await say('');
  expect(plain.status).toBe(2);
  expect(plain.err).toContain('Usage: banyan <verb> [flags]');
  expect(JSON.parse((await say('--json')).out)).toEqual({ error: { code: 'USAGE', message: 'a verb is missing', remedy: '`banyan --help` lists the verbs.' } });
});

test('of an argument that is too long only the beginning is repeated', async () => {
  const { err } = await runCli(['rollback', 'catalog', '--to', 'x'.repeat(10_240)], { directory: '/nowhere' });
  expect(err).toContain(`'${'x'.repeat(60)}…'`);
  expect(err.length).toBeLessThan(400);
});

test.each(['approve', 'retire'])('%s refuses a reason without words', async (verb) => {
  expect((await runCli([verb, 'catalog', '--why', ' \n '], { directory: '/nowhere' })).err).toContain('Say in some words why.');
});

test.each(['hold', 'rollback', 'resume', 'run', 'step'])('%s takes any: how it is said keeps nobody from it', async (verb) => {
  for (const why of ['', 'x'.repeat(10_240)]) expect((await runCli([verb, 'catalog', '--why', why], { directory: '/nowhere' })).err).toContain('CONFIG_NOT_FOUND');
});
