import { expect, test } from '@jest/globals';
import { offeredOperations } from '../sandbox/clients/offered.ts';
import { read } from '../support/source-files.ts';
import { unleashEndpoints } from './unleash-endpoints.ts';

const page = read('docs/sandbox.md');
const section = (heading: string): string => page.split(/^## /m).find((each) => each.startsWith(heading)) ?? '';
const rows = (heading: string): readonly (readonly string[])[] => [...section(heading).matchAll(/^\| (.+) \|$/gm)].slice(1).map(([, row = '']) => row.split(' | '));
const quoted = (text = ''): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, each = '']) => each);

test('docs/sandbox.md has every operation of AWS that the sandbox has, and no other', async () => {
  const documented = Object.fromEntries(rows('Services').map((row) => [quoted(row[0])[0], quoted(row.at(-1))]));
  expect(documented).toEqual(await offeredOperations());
});

test('it has every endpoint of Unleash, and no other', () => {
  const documented = Object.fromEntries(rows("Unleash's endpoints").map(([path, methods]) => [quoted(path)[0], methods?.split(', ')]));
  expect(documented).toEqual(unleashEndpoints());
});
