import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { linkBanyan } from '../support/banyan-package.ts';
import { runCli } from '../support/run-cli.ts';
import { startShopWorld } from '../support/shop-world.ts';

let world: Awaited<ReturnType<typeof startShopWorld>>;
let directory: string;
let environment: Record<string, string>;
beforeAll(async () => {
  world = await startShopWorld({ load: 0 });
  const told = JSON.parse(await readFile(world.file, 'utf8')) as { environment: Record<string, string>; config: { aws: { region: string; endpoint: string } } };
  environment = { ...told.environment, AWS_REGION: told.config.aws.region, AWS_ENDPOINT_URL: told.config.aws.endpoint };
  directory = await mkdtemp(join(tmpdir(), 'banyan-init-'));
  await linkBanyan(directory);
}, 60_000);
afterAll(async () => {
  await world.close();
  await rm(directory, { recursive: true });
}, 30_000);

const banyan = (...args: string[]) => runCli(args, { directory, environment });
const init = (...args: string[]) => banyan('init', '--group', 'catalog', '--route', '/api/products', '/api/products/*', ...args);

test('a look writes nothing', async () => {
  const { status, out } = await init('--dry-run', '--json');
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ missing: [], written: {} });
  expect(await readdir(directory)).toEqual(['node_modules']);
});

test('what was not found is asked for on a terminal, and an empty answer leaves it to be filled in', async () => {
  const asked: string[] = [];
  const ask = async (question: string) => {
    asked.push(question.replace(/ \(.*/s, ''));
    return question.startsWith('ECS service') ? ' banyan-proxy ' : '';
  };
  const { status, out } = await runCli(['init', '--dry-run', '--proxy', 'elsewhere', '--listener', 'arn:elsewhere'], { directory, environment, ask });
  expect({ status, asked }).toEqual({ status: 0, asked: ['ARN of the listener in front of the monolith', 'ECS service of the proxy', 'URL of Unleash'] });
  expect(out).toMatch(/^\? aws\.listener/m);
  expect(out).toMatch(/^✓ proxy\.service +banyan-proxy$/m);
  expect(out).toMatch(/^✓ unleash\.url +http/m);
});

test('Ctrl-C at a question leaves nothing behind', async () => {
  const interrupt = new AbortController();
  const ask = () => (interrupt.abort(), Promise.reject(new Error('aborted')));
  const { status, err } = await runCli(['init', '--proxy', 'elsewhere'], { directory, environment, ask, signal: interrupt.signal });
  expect({ status, err }).toEqual({ status: 130, err: expect.stringMatching(/^INTERRUPTED: nothing was written\n/) });
  expect(await readdir(directory)).toEqual(['node_modules']);
});

test('what it writes passes verify as it is', async () => {
  const { status, out } = await init();
  expect(status).toBe(0);
  expect(out).toContain('migrations/0001-catalog.migration.ts: written');
  const verified = await banyan('verify', '--json');
  const { good, findings } = JSON.parse(verified.out) as { good: boolean; findings: { about: string; state: string; because: string }[] };
  expect(findings.filter(({ state }) => state === 'ng')).toEqual([]);
  expect(good).toBe(true);
  expect(findings.find(({ about }) => about === 'migrations')?.because).toBe('catalog');
});

test('what is there is never written over', async () => {
  const before = await readFile(join(directory, 'banyan.config.json'), 'utf8');
  const { status, err } = await init();
  expect(status).toBe(2);
  expect(err).toContain('there is a banyan.config.json');
  expect(await readFile(join(directory, 'banyan.config.json'), 'utf8')).toBe(before);
});
