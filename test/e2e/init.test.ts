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
