import { expect, test } from '@jest/globals';
import { saidSafely } from '../../../cli/terminal/shown.ts';
import { runCli } from '../../support/run-cli.ts';

const EVIL = 'red \u001B[31m title \u001B]0;x\u0007 c1 \u009B31m back \u202E';
const HARMLESS = String.raw`red \u001b[31m title \u001b]0;x\u0007 c1 \u009b31m back \u202e`;

test('what steers a terminal is shown and never sent, on every way out, but for line breaks and what we painted', () => {
  const said: string[] = [];
  const { out, err, progress } = saidSafely({ out: (text) => said.push(text), err: (text) => said.push(text), progress: (text) => said.push(text) });
  out(EVIL);
  err(`one\n${EVIL}`);
  progress?.(EVIL);
  out({ painted: '\u001B[1mours\u001B[22m' });
  expect(said).toEqual([HARMLESS, `one\n${HARMLESS}`, HARMLESS, '\u001B[1mours\u001B[22m']);
});

test('an error that repeats what somebody wrote is told so too, and as JSON it is the same text', async () => {
  const { err, out } = await runCli(['status', '--json', '--config', `${EVIL}.json`], { directory: '/nowhere' });
  expect(err).toContain(HARMLESS);
  // eslint-disable-next-line no-control-regex
  expect(out + err).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u0080-\u009F\u202E]/);
  expect((JSON.parse(out) as { error: { message: string } }).error.message).toContain(EVIL);
});
