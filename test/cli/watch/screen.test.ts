import { expect, test } from '@jest/globals';
import { changedLines, openScreen } from '../../../cli/watch/screen.ts';

const ESC = '\u001B[';

test('only lines that changed are sent', () => {
  expect(changedLines(['a', 'b', 'c'], ['a', 'B', 'c'])).toBe(`${ESC}2;1HB${ESC}0m${ESC}K`);
  expect(changedLines(['a'], ['a'])).toBe('');
  expect(changedLines(['a', 'b'], ['a'])).toBe(`${ESC}2;1H${ESC}0m${ESC}K`);
});

function recorded() {
  const sent: string[] = [];
  let exit = () => {};
  const screen = openScreen({
    write: (text) => void sent.push(text),
    onExit: (restore) => {
      exit = restore;
      return () => (exit = () => {});
    },
  });
  return { screen, sent, exit: () => exit() };
}

test('a drawing is sent as one, and one that is the same not at all', () => {
  const { screen, sent } = recorded();
  screen.draw(['a', 'b']);
  screen.draw(['a', 'b']);
  expect(sent).toHaveLength(2);
  expect(sent[1]?.startsWith(`${ESC}?2026h`) && sent[1].endsWith(`${ESC}?2026l`)).toBe(true);
});

test.each(['the end', 'a crash', 'the end, and then the end of the process'])('the terminal is given back exactly once: %s', (how) => {
  const { screen, sent, exit } = recorded();
  if (how !== 'a crash') screen.end();
  if (how !== 'the end') exit();
  expect(sent.filter((text) => text.includes('?1049l'))).toEqual([`${ESC}?2004l${ESC}?7h${ESC}?25h${ESC}?1049l`]);
  screen.draw(['late']);
  expect(sent.join('')).not.toContain('late');
});
