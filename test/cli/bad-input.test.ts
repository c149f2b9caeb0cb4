import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { exampleDefinition } from '../support/example-migration.ts';
import { runCli } from '../support/run-cli.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-cli-'));
  await mkdir(join(directory, 'migrations'));
  await writeFile(join(directory, 'migrations', '0001-catalog.migration.mjs'), `export default ${JSON.stringify(exampleDefinition)};`);
});
afterEach(() => rm(directory, { recursive: true }));

/** A port on loopback where nobody listens. */
async function deadEndpoint(): Promise<string> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)));
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

const config = (endpoint: string) => ({
  aws: {
    region: 'eu-central-1',
    endpoint,
    listener: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2',
    cluster: 'shop',
    network: { subnets: ['subnet-1'] },
  },
  proxy: { service: 'banyan-proxy', targetGroup: 'banyan-proxy', discovery: 'banyan-proxy', reportPort: 9901 },
  namespace: 'shop.internal',
  unleash: { url: endpoint },
});
const writeConfig = async (change: (content: Record<string, Record<string, unknown>>) => void = () => {}, endpoint?: string) => {
  const content = config(endpoint ?? (await deadEndpoint()));
  change(content as never);
  await writeFile(join(directory, 'banyan.config.json'), JSON.stringify(content));
};
const credentials = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'hush-hush', AWS_EC2_METADATA_DISABLED: 'true', AWS_MAX_ATTEMPTS: '1', UNLEASH_ADMIN_TOKEN: '*:*.very-secret' };
const run = (args: string[], environment: Record<string, string> = credentials) => runCli(args, { directory, environment });

async function expectRefusal(args: string[], code: string, words: string, environment?: Record<string, string>): Promise<void> {
  const { status, out, err } = await run([...args, '--json'], environment);
  expect(status).not.toBe(0);
  const { error } = JSON.parse(out) as { error: { code: string; message: string; remedy: string } };
  expect(error.code).toBe(code);
  expect(error.message).toContain(words);
  expect(error.remedy).not.toBe('');
  expect(err).toContain(`${code}: `);
  expect(out + err).not.toMatch(/hush-hush|very-secret/);
  expect(await readdir(join(directory))).not.toContain('.banyan');
}

const VERBS = [['status'], ['plan', 'catalog'], ['step', 'catalog'], ['run', 'catalog'], ['rollback', 'catalog', '--why', 'x'], ['watch', 'catalog'], ['report', 'catalog']];

describe.each(VERBS)('banyan %s', (...verb) => {
  test('without a configuration and without a sandbox says where it looked', () => expectRefusal(verb, 'CONFIG_NOT_FOUND', directory));

  test('with a configuration that is not JSON names the file', async () => {
    await writeFile(join(directory, 'banyan.config.json'), '{');
    await expectRefusal(verb, 'CONFIG_INVALID', 'banyan.config.json');
  });

  test('with a migration file that is none changes nothing', async () => {
    await writeConfig();
    await writeFile(join(directory, 'migrations', '0002-x.migration.mjs'), 'export default 7;');
    await expectRefusal(verb, 'MIGRATION_INVALID', '0002-x.migration.mjs');
  });

  test('without the Unleash token says which variable is missing', async () => {
    await writeConfig();
    await expectRefusal(verb, 'CREDENTIALS_MISSING', 'UNLEASH_ADMIN_TOKEN', { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'hush-hush' });
  });
});

test('a configuration names every problem at once, with its place', async () => {
  await writeConfig((content) => {
    Object.assign(content['aws'] ?? {}, { listener: 'arn:nonsense', lissener: 1 });
    Object.assign(content, { priorities: { from: 10, to: 5 } });
  });
  const { status, err } = await run(['status']);
  expect(status).toBe(2);
  expect(err).toContain('aws.listener: is not the ARN');
  expect(err).toContain('aws: Unrecognized key: "lissener"');
  expect(err).toContain('priorities: must have from ≤ to');
});

test.each([
  [['plan', 'nothing'], 'MIGRATION_NOT_FOUND', 'there are: catalog'],
  [['run', 'catalog', '--until', 'weight:33'], 'STOP_NOT_FOUND', 'weight:50'],
])('%j is refused by name', async (args, code, words) => {
  await writeConfig();
  await expectRefusal(args, code, words);
});

test.each([[['plan', 'catalog']], [['step', 'catalog']]])('%j with AWS out of reach names service and endpoint', async (args) => {
  const endpoint = await deadEndpoint();
  await writeConfig(() => {}, endpoint);
  const { status, err } = await run(args);
  expect(status).toBe(1);
  expect(err).toMatch(/^(AWS|UNLEASH)_UNREACHABLE: /);
  expect(err).toContain(endpoint);
});

test('report tells what the journal knows with everything out of reach, as lines, as JSON and as a page', async () => {
  await writeConfig();
  const { status, out } = await run(['report', 'catalog', '--json', '--html', 'catalog.html']);
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ migration: '0001-catalog', stop: 'start', now: { unknown: expect.stringContaining('UNREACHABLE') }, mismatches: [] });
  expect(await readFile(join(directory, 'catalog.html'), 'utf8')).toMatch(/^<!doctype html>/);
  expect((await run(['report', '0001-catalog'])).out).toMatch(/^catalog stands at start\n/);
});

test('a report that cannot be written says where', async () => {
  await writeConfig();
  const { status, err } = await run(['report', 'catalog', '--html', 'nowhere/catalog.html']);
  expect(status).toBe(1);
  expect(err).toContain(`FILE_UNWRITABLE: ${join(directory, 'nowhere', 'catalog.html')} cannot be written: `);
});

test('status tells the position even with everything out of reach', async () => {
  await writeConfig();
  const { status, out } = await run(['status', '--json']);
  expect(status).toBe(0);
  const { migrations } = JSON.parse(out) as { migrations: { stop: string; world: { unknown: string } }[] };
  expect(migrations[0]?.stop).toBe('start');
  expect(migrations[0]?.world.unknown).toContain('UNREACHABLE');
});

test.each([[['nonsense']], [['plan']], [['rollback', 'catalog']], [['status', '--nonsense']], [['sandbox', '--load', 'many']], [['sandbox', '--port', '70000']], [['sandbox', '--runtime', 'qemu']]])('%j is a usage error, exit status 2', async (args) => {
  const { status, err } = await run(args);
  expect(status).toBe(2);
  expect(err).not.toBe('');
});

test('help names every verb and ends well', async () => {
  const { status, out } = await run(['--help']);
  expect(status).toBe(0);
  for (const verb of ['status', 'plan', 'step', 'run', 'report', 'rollback', 'watch', 'sandbox', 'demo']) expect(out).toContain(verb);
});
