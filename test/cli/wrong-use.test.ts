import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Io } from '../../cli/io.ts';
import { createProgram } from '../../cli/program.ts';
import { bareMark } from '../../domain/mark.ts';
import { createDirectoryJournal } from '../../migrations/adapters/journal-directory.ts';
import { ERRORS, type ErrorCode } from '../../domain/errors.ts';
import { exampleDefinition } from '../support/example-migration.ts';
import { runCli } from '../support/run-cli.ts';

let directory: string;
/** Takes every connection and hangs up. */
let hangsUp: Server;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-wrong-'));
  hangsUp = createServer((socket) => socket.destroy());
  const endpoint = await new Promise<string>((resolve) => hangsUp.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(hangsUp.address() as { port: number }).port}`)));
  const aws = { region: 'r', endpoint, listener: 'arn:aws:elasticloadbalancing:r:123456789012:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2', cluster: 'shop', network: { subnets: ['s'] } };
  const config = { aws, proxy: { service: 'p', targetGroup: 'p', discovery: 'p', reportPort: 1 }, namespace: 'n', unleash: { url: endpoint } };
  await mkdir(join(directory, 'migrations'));
  await mkdir(join(directory, 'bad-migrations'));
  await writeFile(join(directory, 'migrations', '0001-catalog.migration.mjs'), `export default ${JSON.stringify(exampleDefinition)};`);
  await writeFile(join(directory, 'bad-migrations', '0001-x.migration.mjs'), 'export default 7;');
  await mkdir(join(directory, 'moving'));
  await writeFile(join(directory, 'moving', '0002-orders.migration.mjs'), `export { dataDefinition as default } from '${join(import.meta.dirname, '../support/data-migration.ts')}';`);
  await writeFile(join(directory, 'a-file'), '');
  for (const [name, more] of Object.entries({ good: {}, 'no-journal': { journal: 'a-file' }, 'at-the-end': { journal: 'at-the-end' }, 'no-migration': { migrations: 'bad-migrations' } })) await writeFile(join(directory, `${name}.json`), JSON.stringify({ ...config, ...more }));
  await writeFile(join(directory, 'no-json.json'), '{');
});
afterAll(async () => {
  await new Promise((resolve) => hangsUp.close(resolve));
  await rm(directory, { recursive: true });
});

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'hush-hush', AWS_EC2_METADATA_DISABLED: 'true', UNLEASH_ADMIN_TOKEN: '*:*.very-secret', BANYAN_ADMIN_TOKEN: 'secret-too' };

/** What every refusal has: the code's exit status, what and where, a remedy, the same in words and as one JSON object, no secret, and a directory in which nothing has changed. */
async function expectRefused(command: string, code: ErrorCode, words: string, environment: Record<string, string> = CREDENTIALS): Promise<void> {
  const before = await readdir(directory);
  const { status, out, err } = await runCli([...command.split(' '), '--json'], { directory, environment });
  expect({ command, error: JSON.parse(out.split('\n').at(-1) ?? '') as unknown, status }).toEqual({ command, error: { error: { code, message: expect.stringContaining(words), remedy: expect.stringMatching(/.{10}/) } }, status: ERRORS[code].exit });
  expect(err).not.toBe('');
  expect(out + err).not.toMatch(/hush-hush|very-secret|secret-too/);
  expect(await readdir(directory)).toEqual(before);
}

/** Every verb as it is called right, but for its configuration; `-` stands for the route group. */
const RIGHT = {
  init: 'init --region r',
  discover: 'discover --least 0%',
  verify: 'verify',
  sandbox: 'sandbox',
  demo: 'demo',
  status: 'status -',
  plan: 'plan -',
  watch: 'watch - --for 1',
  serve: 'serve --port 0',
  report: 'report -',
  step: 'step -',
  run: 'run -',
  approve: 'approve - --why x',
  retire: 'retire - --yes',
  hold: 'hold - --why x',
  resume: 'resume -',
  rollback: 'rollback - --why x',
  masks: 'masks -',
  record: 'record - --out recording',
  replay: 'replay - --against http://127.0.0.1:1 --from recording',
  mover: 'mover',
  completion: 'completion bash',
} as const;
type Verb = keyof typeof RIGHT;
const VERBS = Object.keys(RIGHT) as Verb[];
const called = (verb: Verb, config: string, group = 'catalog') => `${RIGHT[verb].replace(' -', ` ${group}`).replace(` ${group}-`, ' --')} --config ${config}.json`;

const OF_A_GROUP = VERBS.filter((verb) => RIGHT[verb].includes(' - ') || RIGHT[verb].endsWith(' -'));
/** Those that need what the configuration names. */
const CONFIGURED: readonly Verb[] = [...OF_A_GROUP, 'serve', 'mover'];
/** Those that speak to AWS and Unleash; the others read the journal and files. */
const OUTSIDE: readonly Verb[] = ['status', 'plan', 'watch', 'serve', 'report', 'step', 'run', 'approve', 'retire', 'hold', 'resume', 'rollback'];

test('no verb was forgotten', () => {
  const program = createProgram({} as Io, '');
  expect(program.createHelp().visibleCommands(program).map((verb) => verb.name()).toSorted()).toEqual(VERBS.toSorted());
});

describe.each(VERBS)('banyan %s', (verb) => {
  test('with a flag that there is none of', () => expectRefused(`${called(verb, 'good')} --jsno`, 'USAGE', "there is no flag '--jsno'"));
  test('with an argument too many', () => expectRefused(`${called(verb, 'good')} one two`, 'USAGE', 'too many arguments'));
});

describe.each(OF_A_GROUP)('banyan %s', (verb) => {
  test('of a group that there is none of names the one that was meant', () => expectRefused(called(verb, 'good', 'catlog'), 'MIGRATION_NOT_FOUND', 'Did you mean "catalog"?'));
});

describe.each(CONFIGURED)('banyan %s', (verb) => {
  test('with a configuration that is not there', () => expectRefused(called(verb, 'nothing'), 'CONFIG_NOT_FOUND', 'nothing.json'));
  test('with a configuration that is not JSON', () => expectRefused(called(verb, 'no-json'), 'CONFIG_INVALID', 'no-json.json is not JSON'));
  test('with a migration file that is none', () => expectRefused(called(verb, 'no-migration'), 'MIGRATION_INVALID', '0001-x.migration.mjs'));
});

describe.each(OUTSIDE)('banyan %s', (verb) => {
  test('without the token for Unleash', () => expectRefused(called(verb, 'good'), 'CREDENTIALS_MISSING', 'UNLEASH_ADMIN_TOKEN', { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'hush-hush' }));
});

describe.each(['step', 'run', 'approve', 'hold', 'resume', 'retire', 'masks'] as const)('banyan %s', (verb) => {
  test('with a journal that cannot be read', () => expectRefused(called(verb, 'no-journal'), 'JOURNAL_UNREADABLE', 'a-file'));
});

test('with AWS and Unleash that hang up, all that need them say so, at once and side by side', async () => {
  const UNREACHABLE = /^(AWS|UNLEASH)_UNREACHABLE: .*127\.0\.0\.1/;
  await Promise.all(
    ['plan', 'plan catalog', 'step catalog', 'run catalog', 'rollback catalog --why x', 'watch catalog --for 1', 'record catalog --out recording', 'init --region r --endpoint ENDPOINT'].map(async (command) => {
      const endpoint = `http://127.0.0.1:${(hangsUp.address() as { port: number }).port}`;
      const { status, err } = await runCli([...command.replace('ENDPOINT', endpoint).split(' '), '--config', 'good.json'], { directory, environment: CREDENTIALS });
      expect({ command, status, err }).toEqual({ command, status: 1, err: expect.stringMatching(UNREACHABLE) });
    }),
  );
  const verified = await runCli(['verify', '--config', 'good.json'], { directory, environment: CREDENTIALS });
  expect(verified).toMatchObject({ status: 1, out: expect.stringMatching(/NG {3}reaching AWS: .*\n {2}SKIP permissions: AWS cannot be reached\n(.*\n)*Not as Banyan needs it: reaching AWS, flags\.$/) });
});

test('what the journal knows is told with everything else out of reach: by status, and by report as lines, as JSON and as a page', async () => {
  const told = (command: string) => runCli([...command.split(' '), '--config', 'good.json'], { directory, environment: CREDENTIALS });
  expect(await told('status')).toMatchObject({ status: 1, out: expect.stringMatching(/^catalog {2}CANNOT BE READ {2}at start\n/) });
  expect(JSON.parse((await told('status --json')).out)).toMatchObject({ migrations: [{ stop: 'start', world: { unknown: expect.stringContaining('UNREACHABLE') } }] });
  expect(await told('report 0001-catalog')).toMatchObject({ status: 0, out: expect.stringMatching(/^catalog stands at start\n/) });
  expect(JSON.parse((await told('report catalog --json --html catalog.html')).out)).toMatchObject({ migration: '0001-catalog', stop: 'start', now: { unknown: expect.stringContaining('UNREACHABLE') }, mismatches: [] });
  expect(await readFile(join(directory, 'catalog.html'), 'utf8')).toMatch(/^<!doctype html>/);
});

test('status of a journal that cannot be read says so, with the exit status of a failure', async () => {
  const { status, out } = await runCli(['status', '--config', 'no-journal.json'], { directory, environment: CREDENTIALS });
  expect({ status, out }).toEqual({ status: 1, out: expect.stringMatching(/^catalog {2}CANNOT BE READ\n/) });
});

describe('banyan retire of a group that stands before it', () => {
  beforeAll(() => createDirectoryJournal(join(directory, 'at-the-end')).append('0001-catalog', 0, { at: '2026-05-01T12:00:00Z', who: 'ana', why: 'run', kind: 'moved', from: 'start', to: 'weight:100', how: 'advance', verdicts: [], mark: bareMark(0) }));

  test('without a yes says what it would end, and does nothing', async () => {
    await expectRefused('retire catalog --config at-the-end.json', 'HELD', 'nothing was done. This cannot be undone: retiring catalog ends the ways back that are quick');
    expect(await readdir(join(directory, 'at-the-end', '0001-catalog'))).toHaveLength(1);
  });

  test('with a yes it is tried', async () => {
    const { status, err } = await runCli(['retire', 'catalog', '--yes', '--config', 'at-the-end.json'], { directory, environment: CREDENTIALS });
    expect({ status, err }).toEqual({ status: 1, err: expect.stringMatching(/^ {2}retiring catalog ends the ways back[^]*UNREACHABLE/) });
  });
});

test.each<{ command: string; code: ErrorCode; words: string; environment?: Record<string, string> }>([
  { command: 'stauts', code: 'USAGE', words: 'Did you mean status?' },
  { command: 'status --jsno', code: 'USAGE', words: 'Did you mean --json?' },
  { command: 'status', code: 'CONFIG_NOT_FOUND', words: 'no .banyan/sandbox.json' },
  { command: 'plan nothing --config good.json', code: 'MIGRATION_NOT_FOUND', words: 'there are: catalog' },
  { command: 'step --config good.json', code: 'USAGE', words: '<group> is missing' },
  { command: 'rollback catalog --config good.json', code: 'USAGE', words: '--why <text>' },
  { command: 'rollback catalog --why x --to shadow', code: 'USAGE', words: 'deploy, start' },
  { command: 'run --config good.json', code: 'USAGE', words: 'one route group, or --all' },
  { command: 'run catalog --all --config good.json', code: 'USAGE', words: 'one route group, or --all' },
  { command: 'run catalog --until wieght:50 --config good.json', code: 'STOP_NOT_FOUND', words: 'Did you mean "weight:50"?' },
  { command: 'plan catalog --iam --config good.json', code: 'USAGE', words: 'takes no route group' },
  // Where it stands, that is not what comes next.
  { command: 'retire catalog --config good.json', code: 'USAGE', words: 'stands at start' },
  { command: 'resume catalog --config good.json', code: 'USAGE', words: 'nobody holds' },
  { command: 'approve catalog --why x --config good.json', code: 'USAGE', words: 'no approval' },
  { command: 'masks catalog --accept $.x --config good.json', code: 'USAGE', words: 'nothing was learned of $.x' },
  { command: 'replay catalog --against nowhere --from x', code: 'USAGE', words: 'http(s)' },
  { command: 'replay catalog --against http://127.0.0.1:1 --config good.json', code: 'USAGE', words: '--from' },
  { command: 'replay catalog --against http://127.0.0.1:1 --from nowhere --config good.json', code: 'RECORDING_INVALID', words: 'nowhere' },
  { command: 'replay catalog --against http://127.0.0.1:1 --from x --rate 1/s --speed 2x --config good.json', code: 'USAGE', words: 'cannot both be given' },
  { command: 'record catalog --out x --for soon', code: 'USAGE', words: '1s to 24h' },
  { command: 'record catalog --out x --proxy http://127.0.0.1:1', code: 'CREDENTIALS_MISSING', words: 'BANYAN_ADMIN_TOKEN', environment: {} },
  { command: 'record catalog --out x --proxy http://127.0.0.1:1', code: 'PROXY_UNREACHABLE', words: 'http://127.0.0.1:1' },
  { command: 'report catalog --config good.json --html a-file/x.html', code: 'FILE_UNWRITABLE', words: 'a-file/x.html' },
  { command: 'watch catalog --for ever', code: 'USAGE', words: 'seconds' },
  { command: 'serve --port 99999', code: 'USAGE', words: '0 to 65535' },
  { command: 'serve --host 192.0.2.1 --port 0 --config good.json', code: 'PORT_UNAVAILABLE', words: '192.0.2.1' },
  { command: 'serve --port 0 --config good.json', code: 'CONFIG_INVALID', words: 'BANYAN_DASHBOARD_TOKEN has 5 characters', environment: { ...CREDENTIALS, BANYAN_DASHBOARD_TOKEN: 'short' } },
  { command: 'sandbox --load many', code: 'USAGE', words: '0 to 5000' },
  { command: 'sandbox --port 70000', code: 'USAGE', words: '70000' },
  { command: 'sandbox --runtime qemu', code: 'USAGE', words: 'process, docker' },
  { command: 'demo --runtime qemu', code: 'USAGE', words: 'process, docker' },
  { command: 'completion tcsh', code: 'USAGE', words: 'bash, zsh, fish' },
  { command: 'init', code: 'USAGE', words: 'AWS_REGION' },
  { command: 'init --region r --route nonsense', code: 'USAGE', words: 'does not begin with' },
  { command: 'mover', code: 'MIGRATION_INVALID', words: 'says what data moves' },
  { command: 'mover --config good.json', code: 'MIGRATION_INVALID', words: 'says what data moves' },
  { command: 'mover --config good.json --migrations migrations', code: 'USAGE', words: 'both say where' },
  { command: 'mover --migrations nowhere', code: 'MIGRATION_INVALID', words: 'nowhere' },
  { command: 'mover --migrations moving', code: 'CREDENTIALS_MISSING', words: 'LEGACY_DATABASE_URL and ORDERS_DATABASE_URL are not set' },
  { command: 'mover --migrations moving --host 192.0.2.1 --port 0', code: 'PORT_UNAVAILABLE', words: '192.0.2.1', environment: { LEGACY_DATABASE_URL: 'postgres://127.0.0.1:1/a', ORDERS_DATABASE_URL: 'postgres://127.0.0.1:1/b' } },
  { command: 'mover --port 99999', code: 'USAGE', words: '0 to 65535' },
  { command: 'discover', code: 'USAGE', words: '--alb-log' },
  { command: 'discover --alb-log nowhere.log', code: 'TRAFFIC_UNREADABLE', words: 'nowhere.log' },
  { command: 'discover --har a-file', code: 'TRAFFIC_UNREADABLE', words: 'no request' },
])('banyan $command is refused: $code', ({ command, code, words, environment }) => expectRefused(command, code, words, environment));
