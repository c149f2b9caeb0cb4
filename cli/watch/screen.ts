/** A terminal that can be drawn on, passed in so that tests own it. */
export interface Terminal {
  readonly write: (text: string) => void;
  readonly size: () => { readonly rows: number; readonly columns: number };
  /** Ends with the function that is returned. */
  readonly onResize: (tell: () => void) => () => void;
  /** Keys as they are pressed, none of them shown. Ends with the function that is returned. */
  readonly onKey: (tell: (key: string) => void) => () => void;
  /** Called where the process ends in whatever way a process can notice. */
  readonly onExit: (restore: () => void) => () => void;
}

export interface Screen {
  /** Shows these lines, of which only those that changed are sent. */
  draw(lines: readonly string[]): void;
  /** Draws everything anew the next time. */
  forget(): void;
  /** Gives the terminal back as it was. Once. */
  end(): void;
}

const ESC = '\u001B[';
/** The alternate screen without a cursor and without wrapping, pastes marked as such; and back. */
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}?7l${ESC}?2004h${ESC}2J`;
const LEAVE = `${ESC}?2004l${ESC}?7h${ESC}?25h${ESC}?1049l`;

export function openScreen({ write, onExit }: Pick<Terminal, 'write' | 'onExit'>): Screen {
  let shown: readonly string[] = [];
  let isOpen = true;
  const leave = () => {
    if (isOpen) write(LEAVE);
    isOpen = false;
  };
  const forgetExit = onExit(leave);
  write(ENTER);
  return {
    draw(lines) {
      if (!isOpen) return;
      const changes = changedLines(shown, lines);
      // A terminal that knows synchronized output shows all of it at once, and others pass over what they do not know.
      if (changes !== '') write(`${ESC}?2026h${changes}${ESC}?2026l`);
      shown = lines;
    },
    forget: () => {
      shown = [];
      if (isOpen) write(`${ESC}2J`);
    },
    end() {
      leave();
      forgetExit();
    },
  };
}

/** What makes a terminal that shows `before` show `after`. */
export function changedLines(before: readonly string[], after: readonly string[]): string {
  const rows = Math.max(before.length, after.length);
  return Array.from({ length: rows }, (_, row) => (before[row] === after[row] ? '' : `${ESC}${row + 1};1H${after[row] ?? ''}${ESC}0m${ESC}K`)).join('');
}
