import { styleText } from 'node:util';
import { visible } from './visible.ts';

export type Style = 'plain' | 'title' | 'good' | 'bad' | 'waiting' | 'quiet';

/** A line of text that may be broken, indented by so many columns; what is broken off by two more. */
export interface Line {
  readonly text: string;
  readonly indent?: number;
  readonly style?: Style;
}

export interface Terminal {
  /** Columns. */
  readonly width: number;
  readonly colour: boolean;
}

const FORMATS = { title: 'bold', good: 'green', bad: 'red', waiting: 'yellow', quiet: 'dim' } as const;
const NARROWEST = 20;

/** Lines as they are printed, none wider than the terminal. */
export function layOut(lines: readonly Line[], { width, colour }: Terminal): readonly string[] {
  return lines.flatMap(({ text, indent = 0, style = 'plain' }) => {
    const room = Math.max(NARROWEST, width - indent);
    return wrap(visible(text), room).map((part, i) => {
      const line = `${' '.repeat(indent + (i > 0 ? 2 : 0))}${part}`;
      return colour && style !== 'plain' ? styleText(FORMATS[style], line, { validateStream: false }) : line;
    });
  });
}

/** Broken at spaces where there are any; the first part has two columns more than the others, which are indented. */
function wrap(text: string, width: number): readonly string[] {
  const parts: string[] = [];
  let rest = Array.from(text);
  while (rest.length > (parts.length === 0 ? width : width - 2)) {
    const room = parts.length === 0 ? width : width - 2;
    const space = rest.lastIndexOf(' ', room);
    const end = space > room / 2 ? space : room;
    parts.push(rest.slice(0, end).join(''));
    rest = rest.slice(space === end ? end + 1 : end);
  }
  return [...parts, rest.join('')];
}
