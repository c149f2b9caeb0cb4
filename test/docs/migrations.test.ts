import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseDefinition } from '../../migrations/files/parse-definition.ts';
import { linkBanyan } from '../support/banyan-package.ts';
import { filesBelow, read } from '../support/source-files.ts';

/** The migration files that pages show whole. */
const shown = filesBelow('docs', '.md').flatMap((page) => [...read(page).matchAll(/^```ts\n(import [^]*?export default defineMigration\([^]*?)^```/gm)].map(([, text = '']) => ({ page, text })));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyan-shown-'));
  await linkBanyan(directory);
});
afterAll(() => rm(directory, { recursive: true }));

test('there are some', () => expect(new Set(shown.map(({ page }) => page))).toEqual(new Set(['docs/migrations.md', 'docs/moving-data.md', 'docs/tutorial.md'])));

test.each(shown)('the migration file that $page shows is one', async ({ text }) => {
  const file = join(directory, `${shown.findIndex((each) => each.text === text)}.ts`);
  await writeFile(file, text);
  const { default: definition } = (await import(file)) as { default: unknown };
  expect(parseDefinition('0001-shown', file, definition).steps.length).toBeGreaterThan(1);
});
