import { expect, test } from '@jest/globals';
import { ERRORS } from '../../domain/errors.ts';
import { filesBelow, read } from '../support/source-files.ts';

test('every code is used somewhere', () => {
  const sources = ['domain', 'shadow', 'proxy', 'migrations', 'dashboard', 'cli', 'demo', 'bin'].flatMap((folder) => filesBelow(folder, '.ts')).filter((file) => file !== 'domain/errors.ts');
  const text = sources.map(read).join('\n');
  expect(Object.keys(ERRORS).filter((code) => !text.includes(`'${code}'`))).toEqual([]);
});

test('every page the remedies send people to is there', () => {
  const pages = Object.values(ERRORS).flatMap(({ remedy }) => [...remedy.matchAll(/docs\/[a-z-]+\.md/g)].map(([page]) => page));
  expect(pages.length).toBeGreaterThan(2);
  const there = filesBelow('docs', '.md');
  expect(pages.filter((page) => !there.includes(page))).toEqual([]);
});
