import { expect, test } from '@jest/globals';
import { read } from '../support/source-files.ts';

test('docs/rollout-arithmetic.md and docs/gates.md agree where both have the same number', () => {
  const [, ofGates = 'none'] = /^\| 0\.1 % \| 2,995 \| ([\d,]+) \|/m.exec(read('docs/gates.md')) ?? [];
  expect(read('docs/rollout-arithmetic.md')).toMatch(new RegExp(`^\\| 0\\.1 % \\| 0\\.95 \\| ${ofGates} \\|`, 'm'));
});
