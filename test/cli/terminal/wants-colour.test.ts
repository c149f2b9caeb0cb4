import { expect, test } from '@jest/globals';
import { wantsColour } from '../../../cli/terminal/wants-colour.ts';

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
])('terminal %j, %j: %j', (isTerminal, environment, wanted) => expect(wantsColour({ isTerminal, environment })).toBe(wanted));
