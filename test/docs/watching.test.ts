import { expect, test } from '@jest/globals';
import { STANDINGS } from '../../cli/status/standings.ts';
import { KEYS } from '../../cli/watch/view.ts';
import { read } from '../support/source-files.ts';

const page = read('docs/watching.md');

test('docs/watching.md has every word for how a group stands, in the order of its urgency, and no other', () => {
  expect([...page.matchAll(/^\| `([A-Z ]+)` \|/gm)].map(([, word]) => word)).toEqual(Object.values(STANDINGS).map(({ word }) => word));
});

test('and every key of banyan watch', () => {
  expect(KEYS.map(({ key }) => key).filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
});
