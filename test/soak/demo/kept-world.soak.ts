import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { SHOP_MIGRATIONS, startWorld, type World } from '../../../demo/world.ts';

let directory = '';
let world: World | undefined;
afterEach(async () => {
  await world?.close();
  await rm(directory, { recursive: true, force: true });
});

test('a world with a state is the same shop at the next start, with its journal, and its faults come only once the shop is there', async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-kept-'));
  const options = { directory, load: 0, migrations: SHOP_MIGRATIONS, now: Date.now };
  const state = join(directory, 'state');
  // With this fault in force no shop could be built.
  world = await startWorld({ ...options, sandbox: { state, faults: ['ecs.CreateService:error=500'] } });
  const { url, sandbox } = world;
  const faults = (await (await fetch(sandbox.faults.url, { headers: { authorization: `Bearer ${sandbox.faults.token}` } })).json()) as { faults: unknown[] };
  expect(faults.faults).toEqual([expect.objectContaining({ operation: 'CreateService', seen: 0 })]);
  const config = await configOf(directory);
  expect(config).toMatchObject({ journal: join(state, 'journal') });
  await world.close();

  world = await startWorld({ ...options, sandbox: { state } });
  expect(world.url).toBe(url);
  expect((await fetch(`${url}/api/products`)).status).toBe(200);
  expect(await configOf(directory)).toEqual(config);
}, 90_000);

async function configOf(home: string): Promise<unknown> {
  return (JSON.parse(await readFile(join(home, '.banyan', 'sandbox.json'), 'utf8')) as { config: unknown }).config;
}
