import { expect, test } from '@jest/globals';
import { reason } from '../../../cli/verbs/reason.ts';

test('a reason is one line', () => {
  expect(reason('  price change\r\n\tuntil Friday ')).toBe('price change until Friday');
});
