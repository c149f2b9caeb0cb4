/** What a tutorial has its reader do, in order. */
export type PageStep =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  /** A line for the first terminal, and the status that the page says it ends with. */
  | { readonly kind: 'command'; readonly line: string; readonly status: number }
  /** A line for a terminal of its own, where it stays. */
  | { readonly kind: 'terminal'; readonly line: string };

/**
 * Reads them from the fenced blocks of a page: `sh`, `sh exit=4` and `sh terminal` are commands, line by line; any other is a file, whose name ends the paragraph before it, as in "`server.mjs`:".
 * @throws Error where a block says neither
 */
export function pageSteps(markdown: string): readonly PageStep[] {
  return [...markdown.matchAll(/(?:`([^`\n]+)`:\n\n)?^```(\w+) ?(.*)\n([^]*?)^```$/gm)].flatMap(([, path, language, note = '', text = '']): PageStep[] => {
    if (language !== 'sh') {
      if (path === undefined) throw new Error(`no file is named before the block that begins with ${text.slice(0, 40)}`);
      return [{ kind: 'file', path, text }];
    }
    const lines = text.trim().split('\n');
    if (note === 'terminal') return lines.map((line) => ({ kind: 'terminal', line }));
    const [, status = '0'] = /^exit=(\d+)$/.exec(note) ?? [];
    return lines.map((line) => ({ kind: 'command', line, status: Number(status) }));
  });
}

/** The lines that a page shows of what its commands answer: those of fenced blocks without a language. */
export function shownLines(markdown: string): readonly string[] {
  const blocks = markdown.replaceAll(/^```\w[^]*?^```$/gm, '').matchAll(/^```\n([^]*?)^```$/gm);
  return [...blocks].flatMap(([, text = '']) => text.trimEnd().split('\n'));
}
