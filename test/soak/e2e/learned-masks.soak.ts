import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startWorld, type World } from '../../../demo/world.ts';
import definition from '../../fixtures/migrations/0001-catalog.migration.ts';
import { runCli } from '../../support/run-cli.ts';

// The monolith answers with an id and the moment of each request; this migration file says nothing of that.
let directory: string;
let world: World;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-noise-'));
  await mkdir(join(directory, 'migrations'));
  const steps = definition.steps.map((step) => (step.kind === 'shadow' ? { ...step, masks: {}, repeatPercent: 5 } : step));
  await writeFile(join(directory, 'migrations', '0001-catalog.migration.mjs'), `export default ${JSON.stringify({ ...definition, steps })};`);
  world = await startWorld({ directory, migrations: join(directory, 'migrations'), load: 60, now: Date.now });
}, 60_000);
afterAll(async () => {
  await world.close();
  await rm(directory, { recursive: true, force: true });
}, 30_000);

const banyan = (...args: string[]) => runCli(args, { directory });

interface Review {
  readonly masks: readonly { readonly path: string; readonly mask: string; readonly counts: boolean }[];
}

test('a run that knows no masks learns them, is held and not taken back, and goes on when they are accepted', async () => {
  for (const stop of ['deploy', 'front', 'shadow']) expect(await banyan('step', 'catalog')).toMatchObject({ status: 0, out: expect.stringContaining(`stands at ${stop}`) });

  const learned = async () => (JSON.parse((await banyan('masks', 'catalog', '--json')).out) as Review).masks;
  const held: string[] = [];
  for (const deadline = Date.now() + 60_000; (await learned()).length < 2 && Date.now() < deadline; ) {
    const { status, err } = await banyan('step', 'catalog');
    expect([status, err]).toEqual([3, expect.stringContaining('HELD')]);
    held.push(err);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  expect(await learned()).toMatchObject([{ path: '$.meta.generatedAt', mask: expect.stringMatching(/^timestamp within /), counts: false }, { path: '$.meta.requestId', mask: 'uuid', counts: false }]);
  expect(held.join('\n')).toMatch(/parity: legacy differs from itself at \$\.meta\.\w+: in [\d,]+ answers to requests that it was asked again\. Nothing is proved against the candidate before that is masked/);

  expect((await banyan('masks', 'catalog', '--accept', '$.meta.generatedAt', '$.meta.requestId')).out).toContain('counts');
  const { status, out, err } = await banyan('run', 'catalog', '--until', 'cohort:50');
  expect([status, out, err]).toEqual([0, expect.stringContaining('stands at cohort:50'), expect.stringContaining('shadow → cohort:50')]);
  expect(JSON.parse(await readFile(join(directory, 'migrations', '0001-catalog.masks.json'), 'utf8'))).toMatchObject({ version: 1, masks: [{ reviewed: expect.stringContaining('@') }, { reviewed: expect.stringContaining('@') }] });
}, 150_000);
