import { expect, test } from '@jest/globals';
import { ERRORS } from '../../domain/errors.ts';
import { filesBelow, read } from '../support/source-files.ts';

const documented = [...read('docs/errors.md').matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (.+) \|$/gm)].map(([, code, exit, remedy]) => ({ code, exit: Number(exit), remedy }));

test('docs/errors.md and the table in the code tell the same, both ways', () => {
  expect(documented).toEqual(Object.entries(ERRORS).map(([code, { exit, remedy }]) => ({ code, exit, remedy })));
});

test('every code is used somewhere', () => {
  const sources = ['domain', 'shadow', 'proxy', 'migrations', 'dashboard', 'cli', 'demo', 'bin'].flatMap((folder) => filesBelow(folder, '.ts')).filter((file) => file !== 'domain/errors.ts');
  const text = sources.map(read).join('\n');
  expect(Object.keys(ERRORS).filter((code) => !text.includes(`'${code}'`))).toEqual([]);
});
