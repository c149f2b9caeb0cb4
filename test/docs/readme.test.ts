import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { read, ROOT } from '../support/source-files.ts';
import { shellBlocks } from '../support/shell-blocks.ts';

test('the README has the two commands first, and CI runs exactly those', () => {
  expect(shellBlocks('README.md').slice(0, 2)).toEqual([['npm start'], ['npm test']]);
  const ci = read('.ci/run');
  expect(ci).toMatch(/^npm start --silent -- --json/m);
  expect(ci).toMatch(/^npm test --silent -- --json/m);
});

test('the map of folders names what is there', () => {
  const rows = [...read('README.md').matchAll(/^\| ((?:`[a-z-]+\/` ?)+)\|/gm)].flatMap((match) => [...(match[1] ?? '').matchAll(/`([a-z-]+)\/`/g)].map((each) => each[1] ?? ''));
  expect(rows.length).toBeGreaterThan(8);
  expect(rows.filter((folder) => !existsSync(join(ROOT, folder)))).toEqual([]);
});
