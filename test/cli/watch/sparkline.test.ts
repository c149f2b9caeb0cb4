import { expect, test } from '@jest/globals';
import { sparkline } from '../../../cli/watch/sparkline.ts';

test.each([
  ['nothing, half and all in one row', [0, 0.5, 1], 3, 1, ['▁▄█']],
  ['the newest at the right', [1], 3, 1, ['  █']],
  ['only what fits', [0, 0, 1, 1], 2, 1, ['██']],
  ['two rows', [0, 0.25, 0.75, 1], 4, 2, ['  ▄█', '▁▄██']],
  ['no reading', [], 2, 1, ['  ']],
  ['what is beyond is as much as all', [1.2, -1], 2, 1, ['█▁']],
])('%s', (_, shares, width, height, rows) => expect(sparkline(shares, width, height)).toEqual(rows));
