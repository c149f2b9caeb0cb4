import { expect, test } from '@jest/globals';
import { rolloutTables, withTables } from '../../scripts/rollout-tables.ts';
import { read } from '../support/source-files.ts';

const page = read('docs/rollout-arithmetic.md');

test('docs/rollout-arithmetic.md has what the gates compute (npm run docs:arithmetic writes it)', () => {
  expect(page).toBe(withTables(page));
  for (const table of Object.values(rolloutTables())) expect(page).toContain(table);
});

test('and agrees with docs/gates.md where both have the same number', () => {
  const [, ofGates = ''] = /^\| 0\.1 % \| 2,995 \| ([\d,]+) \|/m.exec(read('docs/gates.md')) ?? [];
  expect(page).toMatch(new RegExp(`^\\| 0\\.1 % \\| 0\\.95 \\| ${ofGates} \\|`, 'm'));
});
