import { expect, test } from '@jest/globals';
import { LONGEST_REASON, NO_REASON, reasonOf } from '../../domain/reason.ts';

test.each([
  ['prices look wrong', 'prices look wrong'],
  ['  price change\r\n\tuntil Friday ', 'price change until Friday'],
  ['red \u001B[31m, title \u001B]0;x\u0007, back \u202E', 'red [31m, title ]0;x , back'],
  ['', NO_REASON],
  [' \n\u200B', NO_REASON],
  ['🎉'.repeat(LONGEST_REASON), '🎉'.repeat(LONGEST_REASON)],
  ['🎉'.repeat(LONGEST_REASON + 1), `${'🎉'.repeat(LONGEST_REASON - 1)}…`],
])('%j', (text, reason) => expect(reasonOf(text)).toBe(reason));
