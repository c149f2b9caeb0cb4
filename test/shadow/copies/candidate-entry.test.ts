import { dirname, join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';
import { read } from '../../support/source-files.ts';

function importsOf(file: string, found = new Map<string, readonly string[]>()): Map<string, readonly string[]> {
  if (found.has(file)) return found;
  const named = [...read(file).matchAll(/(?:^|\n)(?:import|export)\s[^'";]*?from\s*'([^']+)'/g)].map(([, name = '']) => name);
  found.set(file, named.filter((name) => !name.startsWith('.')));
  for (const name of named) if (name.startsWith('.')) importsOf(normalize(join(dirname(file), name)), found);
  return found;
}

test('what candidates import of Banyan needs nothing but Node', () => {
  const imports = importsOf('candidate.ts');
  expect(imports.size).toBeGreaterThan(6);
  expect([...imports.values()].flat().filter((name) => !name.startsWith('node:'))).toEqual([]);
});
