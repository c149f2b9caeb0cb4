import { expect, test } from '@jest/globals';
import { plainView, terminalView } from '../../../cli/demo/live-view.ts';

test('on a terminal the drawing is erased and drawn again, and what is said stays above it', () => {
  const written: string[] = [];
  const view = terminalView({ out: (line) => written.push(typeof line === 'string' ? line : line.painted) }, () => 40);
  view.draw(['one', 'two']);
  view.say('news');
  view.draw(['three']);
  expect(written).toEqual(['one\ntwo', '\u001B[2A\u001B[Jnews\none\ntwo', '\u001B[2A\u001B[Jthree']);
});

test('no line of a drawing wraps: each is cut to the width of the terminal', () => {
  const written: string[] = [];
  terminalView({ out: (line) => written.push(typeof line === 'string' ? line : line.painted) }, () => 30).draw(['x'.repeat(200)]);
  expect(written[0]).toHaveLength(29);
});

test('elsewhere only what is said appears', () => {
  const written: string[] = [];
  const view = plainView((line) => written.push(line));
  view.draw(['one']);
  view.say('news');
  expect(written).toEqual(['news']);
});
