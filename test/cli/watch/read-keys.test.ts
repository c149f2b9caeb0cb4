import { expect, test } from '@jest/globals';
import { keyReader } from '../../../cli/watch/read-keys.ts';

test.each([
  ['keys that come at once', ['bad\r'], ['b', 'a', 'd', '\r']],
  ['an arrow is one key and no Escape', ['a\u001B[Ab\u001BOP'], ['a', '\u001B[A', 'b', '\u001BOP']],
  ['Escape alone', ['\u001B'], ['\u001B']],
  ['a character of two code units', ['🚀'], ['🚀']],
  ['a paste is one key, whose line ends say nothing', ['x\u001B[200~bad\r\ny\u001B[201~z'], ['x', 'bad y', 'z']],
  ['a paste in pieces', ['\u001B[200~ba', 'd\ry', '\u001B[201~q'], ['bad y', 'q']],
])('%s', (_, sent, keys) => {
  const read = keyReader();
  expect(sent.flatMap((each) => read(each))).toEqual(keys);
});
