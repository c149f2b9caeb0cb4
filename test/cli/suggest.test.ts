import { expect, test } from '@jest/globals';
import { didYouMean } from '../../cli/suggest.ts';

const KNOWN = ['catalog', 'accounts', 'weight:50', 'shadow'];

test.each([
  ['catlog', ' Did you mean "catalog"?'],
  ['acocunts', ' Did you mean "accounts"?'],
  ['weight50', ' Did you mean "weight:50"?'],
  ['Shadow', ' Did you mean "shadow"?'],
  ['orders', ''],
  ['', ''],
])('of %j: %j', (written, said) => expect(didYouMean(written, KNOWN)).toBe(said));

test('nothing is suggested where nothing is known', () => expect(didYouMean('catalog', [])).toBe(''));
