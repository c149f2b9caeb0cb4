import { expect, test } from '@jest/globals';
import { filesBelow, read } from '../support/source-files.ts';

test('docs/when-it-holds.md quotes what gates and restraints say', () => {
  const said = filesBelow('migrations', '.ts').map(read).join('\n').replaceAll(/\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, '…');
  const quoted = [...read('docs/when-it-holds.md').matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, words = '']) => words));
  expect(quoted.length).toBeGreaterThan(15);
  // What stands for a number or a name, and what follows it, may come from elsewhere.
  const missing = quoted.filter((words) => !words.split(/\s*…\s*/).every((part) => said.includes(part.replace('20:1', '…'))));
  expect(missing).toEqual([]);
});
