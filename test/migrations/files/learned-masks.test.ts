import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BanyanError } from '../../../domain/errors.ts';
import { acceptMasks, withProposals, type LearnedMask } from '../../../domain/learned-mask.ts';
import { readLearnedMasks, writeLearnedMasks } from '../../../migrations/files/learned-masks.ts';
import { loadMigrations } from '../../../migrations/files/load-migrations.ts';
import { exampleDefinition } from '../../support/example-migration.ts';

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'banyan-masks-'))));
afterEach(() => rm(directory, { recursive: true }));

const learned = (path: string, given: Partial<LearnedMask> = {}): LearnedMask => ({ path, mask: 'uuid', pairs: 57, routes: ['GET /a'], learnedAt: '2026-01-01T00:00:00.000Z', run: '0001-catalog/000017', reviewed: false, ...given });
const write = (content: unknown, name = '0001-catalog.masks.json') => writeFile(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));

/** What the comparison lets differ, after the migration and its learned masks were read. */
async function inForce(masks: readonly LearnedMask[], shadow: object = {}) {
  const steps = exampleDefinition.steps.map((step) => (step.kind === 'shadow' ? { ...step, ...shadow } : step));
  await writeFile(join(directory, '0001-catalog.migration.mjs'), `export default ${JSON.stringify({ ...exampleDefinition, steps })};`);
  await writeLearnedMasks(directory, '0001-catalog', masks);
  const [migration] = await loadMigrations(directory);
  return { masks: migration?.shadow.masks, unordered: migration?.shadow.unordered };
}

describe('a learned mask', () => {
  test('does not count before somebody has reviewed it', async () => {
    expect(await inForce([learned('$.id'), learned('$.tags', { mask: 'unordered' })])).toEqual({ masks: {}, unordered: [] });
    expect(await inForce([learned('$.id', { reviewed: 'ada' }), learned('$.tags', { mask: 'unordered', reviewed: 'ada' })])).toEqual({ masks: { '$.id': 'uuid' }, unordered: ['$.tags'] });
  });

  test('counts at once where the migration says so', async () => {
    expect(await inForce([learned('$.id')], { learnedMasks: 'apply' })).toEqual({ masks: { '$.id': 'uuid' }, unordered: [] });
  });

  test('says nothing where the migration file itself says something', async () => {
    const own = { masks: { '$.id': 'hex' }, unordered: ['$.tags'] };
    expect(await inForce([learned('$.id', { reviewed: 'ada' }), learned('$.tags', { reviewed: 'ada' })], own)).toEqual(own);
  });
});

describe('the file', () => {
  test('is read as it was written, in order, with nothing left beside it', async () => {
    const masks = [learned('$.a', { mask: 'timestamp within 5s' }), learned('$.b', { mask: 'unordered', reviewed: 'ada' })];
    await writeLearnedMasks(directory, '0001-catalog', masks);
    expect(await readLearnedMasks(directory, '0001-catalog')).toEqual(masks);
    expect(await readdir(directory)).toEqual(['0001-catalog.masks.json']);
    expect((await readFile(join(directory, '0001-catalog.masks.json'), 'utf8')).split('\n').length).toBeGreaterThan(10);
    expect(await readLearnedMasks(directory, '0002-orders')).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['no JSON', '{', 'is not JSON'],
    ['of another version', { version: 2, masks: [] }, 'version'],
    ['with an unknown key', { version: 1, masks: [], mask: [] }, '"mask"'],
    ['with a mask of no class', { version: 1, masks: [{ ...learned('$.a'), mask: 'ignore' }] }, 'masks[0].mask: is no mask'],
    ['with a path that is none', { version: 1, masks: [{ ...learned('$.a[0]') }] }, 'masks[0].path: is not a path template'],
    ['with an order for a cookie', { version: 1, masks: [learned('cookie.a', { mask: 'unordered' })] }, 'masks[0].mask: cannot be "unordered" there'],
    ['reviewed by nobody', { version: 1, masks: [{ ...learned('$.a'), reviewed: true }] }, 'masks[0].reviewed: must be false, or who has reviewed it'],
    ['with a path twice', { version: 1, masks: [learned('$.a'), learned('$.a', { reviewed: 'ada' })] }, 'names a path twice'],
    ['that is huge', 'x'.repeat(1024 * 1024 + 1), 'bytes'],
    ['null', 'null', 'not a valid file of learned masks'],
  ])('%s is refused, and stops everything', async (_, content, words) => {
    await write(content);
    const error = (await readLearnedMasks(directory, '0001-catalog').catch((reason: unknown) => reason)) as BanyanError;
    expect(error).toBeInstanceOf(BanyanError);
    expect([error.code, error.message]).toEqual(['MIGRATION_INVALID', expect.stringContaining('0001-catalog.masks.json')]);
    expect(error.message).toContain(words);
    await writeFile(join(directory, '0001-catalog.migration.mjs'), `export default ${JSON.stringify(exampleDefinition)};`);
    await expect(loadMigrations(directory)).rejects.toThrow(words);
  });

  test('that is a directory is refused', async () => {
    await mkdir(join(directory, '0001-catalog.masks.json'));
    await expect(readLearnedMasks(directory, '0001-catalog')).rejects.toThrow('it is no file');
  });

  test('that belongs to no migration is refused: its masks would silently not count', async () => {
    await writeFile(join(directory, '0001-catalog.migration.mjs'), `export default ${JSON.stringify(exampleDefinition)};`);
    await write({ version: 1, masks: [] }, '0001-catalogue.masks.json');
    await expect(loadMigrations(directory)).rejects.toThrow('0001-catalogue.masks.json belongs to no migration file');
  });
});

describe('proposals of a run', () => {
  const by = { learnedAt: '2026-02-02T00:00:00.000Z', run: '0001-catalog/000020' };
  const proposal = (path: string, mask: 'uuid' | 'opaque', pairs: number) => ({ path, pairs, routes: ['GET /b'], propose: 'mask' as const, mask });
  const masksAfter = (known: LearnedMask[], ...proposals: ReturnType<typeof proposal>[]) => withProposals(known, proposals, by).map(({ path, mask, pairs, reviewed, run }) => [path, mask, pairs, reviewed, run.slice(-2)]);

  test('are put in, unreviewed', () => {
    expect(masksAfter([learned('$.z')], proposal('$.a', 'uuid', 20))).toEqual([['$.a', 'uuid', 20, false, '20'], ['$.z', 'uuid', 57, false, '17']]);
  });

  test('change nothing that was reviewed, nothing that was the same, and nothing that was known better', () => {
    const known = [learned('$.reviewed', { reviewed: 'ada' }), learned('$.same'), learned('$.better', { mask: 'opaque', pairs: 90 })];
    const after = withProposals(known, [proposal('$.reviewed', 'opaque', 99), proposal('$.same', 'uuid', 99), proposal('$.better', 'uuid', 30)], by);
    expect(after.toSorted((a, b) => a.run.localeCompare(b.run))).toEqual([...known].toSorted((a, b) => (a.path < b.path ? -1 : 1)));
  });

  test('widen what was proposed before', () => {
    expect(masksAfter([learned('$.a')], proposal('$.a', 'opaque', 99))).toEqual([['$.a', 'opaque', 99, false, '20']]);
  });

  test('are accepted once, by one', () => {
    const accepted = acceptMasks([learned('$.a'), learned('$.b'), learned('$.c', { reviewed: 'bob' })], ['$.a', '$.c'], 'ada');
    expect(accepted.map(({ reviewed }) => reviewed)).toEqual(['ada', false, 'bob']);
  });
});
