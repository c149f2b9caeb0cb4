import { visible } from '../../shadow/report/visible.ts';
import type { Io } from '../io.ts';

/** Shows how things stand. On a terminal the same lines are drawn over and over; elsewhere only what `say` is told appears, line by line. */
export interface LiveView {
  /** Whether what is drawn is seen. */
  readonly isLive: boolean;
  /** Something happened, once. */
  say(line: string): void;
  /** How things stand now. */
  draw(lines: readonly string[]): void;
  /** Leaves the last drawing where it is. */
  end(): void;
}

/** Plain lines, on the stream that `line` writes to. */
export function plainView(line: (text: string) => void): LiveView {
  return { isLive: false, say: line, draw: () => {}, end: () => {} };
}

/** Redraws in place: what is said scrolls by above. Lines are cut to `columns` so that none wraps. */
export function terminalView(io: Pick<Io, 'out'>, columns: () => number): LiveView {
  let drawn: readonly string[] = [];
  const erase = () => (drawn.length > 0 ? `\u001B[${drawn.length}A\u001B[J` : '');
  const put = (before: string, lines: readonly string[]) => {
    const cut = lines.map((each) => visible(each).slice(0, Math.max(20, columns() - 1)));
    io.out({ painted: `${erase()}${before}${cut.join('\n')}` });
    drawn = cut;
  };
  return {
    isLive: true,
    say: (line) => put(`${visible(line)}\n`, drawn),
    draw: (lines) => put('', lines),
    end: () => (drawn = []),
  };
}
