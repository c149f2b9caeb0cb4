import { expect, test } from '@jest/globals';
import { STANDINGS } from '../../../cli/status/standings.ts';
// @ts-expect-error a module of the page, which is JavaScript
import { STANDINGS as ON_THE_PAGE } from '../../../dashboard/page/words.js';

test('terminal and page call a standing by the same word, and list it in the same section', () => {
  const onThePage = Object.entries(ON_THE_PAGE as Record<string, { word: string; section: string }>);
  expect(onThePage.map(([kind, { word, section }]) => [kind, word.toUpperCase(), section])).toEqual(Object.entries(STANDINGS).map(([kind, { word, section }]) => [kind, word, section]));
});
