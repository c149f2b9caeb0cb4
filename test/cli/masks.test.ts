import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Learned } from '../../domain/learned.ts';
import { createDirectoryJournal } from '../../migrations/adapters/journal-directory.ts';
import { loadMigrations } from '../../migrations/files/load-migrations.ts';
import { exampleDefinition } from '../support/example-migration.ts';
import { runCli } from '../support/run-cli.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-masks-'));
  await mkdir(join(directory, 'migrations'));
  const steps = exampleDefinition.steps.map((step) => (step.kind === 'shadow' ? { ...step, masks: { '$.own': 'hex' } } : step));
  await writeFile(join(directory, 'migrations', '0001-catalog.migration.mjs'), `export default ${JSON.stringify({ ...exampleDefinition, steps })};`);
  const config = {
    aws: { region: 'eu-central-1', listener: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2', cluster: 'shop', network: { subnets: ['subnet-1'] } },
    proxy: { service: 'banyan-proxy', targetGroup: 'banyan-proxy', discovery: 'banyan-proxy', reportPort: 9901 },
    namespace: 'shop.internal',
    unleash: { url: 'http://127.0.0.1:9' },
    journal: 'journal',
    migrations: 'migrations',
  };
  await writeFile(join(directory, 'banyan.config.json'), JSON.stringify(config));
});
afterEach(() => rm(directory, { recursive: true }));

const on = (path: string, pairs = 30) => ({ path, pairs, routes: ['GET /api/products'] });
const LEARNED: Learned = {
  proposals: [{ ...on('$.meta.requestId'), propose: 'mask', mask: 'uuid' }, { ...on('$.own'), propose: 'mask', mask: 'opaque' }, { ...on('$.related'), propose: 'unordered' }, { ...on('$.at'), propose: 'nothing', because: 'legacy changes its type' }],
  findings: [{ finding: 'steady', route: 'GET /api/products', path: '$.meta.requestId', kind: 'value', for: 50, against: 0, samples: 60 }],
};

/** A run's entries, of which the last has learned. */
async function journalOf(...all: (Learned | undefined)[]): Promise<void> {
  const journal = createDirectoryJournal(join(directory, 'journal'));
  for (const [i, learned] of all.entries()) await journal.append('0001-catalog', i, { at: `2026-01-0${i + 1}T00:00:00.000Z`, who: 'ada', why: 'run', kind: 'verdict', stop: 'shadow', verdicts: [], ...(learned && { learned }) });
}
const masks = (...args: string[]) => runCli(['masks', 'catalog', ...args], { directory });
const file = async () => JSON.parse(await readFile(join(directory, 'migrations', '0001-catalog.masks.json'), 'utf8')) as unknown;
const inForce = async () => (await loadMigrations(join(directory, 'migrations')))[0]?.shadow;

test('what a run has learned is written beside the migration file, does not count yet, and is shown with where it comes from', async () => {
  await journalOf(undefined, LEARNED);
  const { status, out } = await masks();
  expect(status).toBe(0);
  expect(await file()).toEqual({
    version: 1,
    masks: [
      { ...on('$.meta.requestId'), mask: 'uuid', learnedAt: '2026-01-02T00:00:00.000Z', run: '0001-catalog/000001', reviewed: false },
      { ...on('$.related'), mask: 'unordered', learnedAt: '2026-01-02T00:00:00.000Z', run: '0001-catalog/000001', reviewed: false },
    ],
  });
  expect(await inForce()).toMatchObject({ masks: { '$.own': 'hex' }, unordered: [] });
  for (const words of ['$.meta.requestId: uuid', "held in 30 pairs of legacy's own answers to GET /api/products; learned by 0001-catalog/000001", 'not reviewed, does not count', 'legacy changes its type', 'stands still in the candidate', "--accept '$.meta.requestId' '$.related'"]) {
    expect(out).toContain(words);
  }
});

test('what is accepted counts, and who accepted it stands in the file', async () => {
  await journalOf(LEARNED);
  const { out } = await masks('--accept', '$.meta.requestId');
  expect(out).toMatch(/\$\.meta\.requestId: uuid\n.*\n\s+accepted by \S+@\S+, 20\S+Z, counts/);
  expect(await inForce()).toMatchObject({ masks: { '$.own': 'hex', '$.meta.requestId': 'uuid' }, unordered: [] });
  expect((await masks()).out).toContain("--accept '$.related'");
  await masks('--accept', '$.related', '$.meta.requestId');
  expect(await inForce()).toMatchObject({ masks: { '$.meta.requestId': 'uuid' }, unordered: ['$.related'] });
});

test('that legacy does not keep what was accepted is said', async () => {
  await journalOf(LEARNED);
  await masks('--accept', '$.meta.requestId');
  await createDirectoryJournal(join(directory, 'journal')).append('0001-catalog', 1, { at: '2026-02-01T00:00:00.000Z', who: 'ada', why: 'run', kind: 'verdict', stop: 'shadow', verdicts: [], learned: { proposals: [{ ...on('$.meta.requestId', 99), propose: 'mask', mask: 'opaque' }], findings: [] } });
  expect((await masks()).out).toContain('$.meta.requestId: uuid was accepted, and legacy itself does not keep it: opaque is what it keeps');
  expect(await inForce()).toMatchObject({ masks: { '$.meta.requestId': 'uuid' } });
});

test('a path of which nothing was learned is refused, and nothing is written', async () => {
  await journalOf(LEARNED);
  const { status, err } = await masks('--accept', '$.meta.requestId', '$.price');
  expect([status, err]).toEqual([2, expect.stringContaining('nothing was learned of $.price for 0001-catalog')]);
  expect(err).toContain('Accept some of $.meta.requestId, $.related.');
  await expect(file()).rejects.toThrow('ENOENT');
});

test('where nothing was learned yet no file is made', async () => {
  const { status, out } = await masks();
  expect([status, out]).toEqual([0, expect.stringContaining('Nothing was learned for catalog yet')]);
  await expect(file()).rejects.toThrow('ENOENT');
});

test('programs get it as JSON', async () => {
  await journalOf(LEARNED);
  const review = JSON.parse((await masks('--json')).out) as { masks: unknown[]; remarks: string[] };
  expect(review).toMatchObject({ migration: '0001-catalog', group: 'catalog', masks: [{ path: '$.meta.requestId', mask: 'uuid', counts: false }, { path: '$.related' }] });
  expect(review.remarks).toHaveLength(2);
});
