/** More are compared as one text. */
const MAX_LINES = 100_000;

/** A text as a JSON array of its lines, however they end; `undefined` where there is one, or far too many. */
export function linesDocument(text: string): string | undefined {
  const lines = text.split('\n');
  return lines.length === 1 || lines.length > MAX_LINES ? undefined : JSON.stringify(lines);
}

/** Line ends as `\n`: CRLF says something of who wrote a text, not of what it says. */
export function withPlainLineEnds(text: string): string {
  return text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
}
