import { styleText } from 'node:util';
import { visible } from '../../shadow/report/visible.ts';
import { cells, cut } from './text-cells.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'inverse';
/** A piece of a line. What came from outside may stand in it: control characters are shown, never sent. */
export type Span = string | readonly [Style, string];
export type Line = readonly Span[];

/** The line in at most `width` cells, in colour or without. */
export function paintLine(line: Line, width: number, colour: boolean): string {
  let room = width;
  return line
    .map((span) => {
      const [style, text] = typeof span === 'string' ? [undefined, span] : span;
      const shown = cut(visible(text), room);
      room -= cells(shown);
      return style && colour && shown !== '' ? styleText(style, shown, { validateStream: false }) : shown;
    })
    .join('');
}
