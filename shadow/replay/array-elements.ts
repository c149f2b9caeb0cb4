/** A text that is an element of the array, or why there is none: one was too long to be kept, or the text ends before the array does. */
export type Element = string | { readonly problem: 'too-long' | 'cut-off' };

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const OPEN = new Set([0x7b, 0x5b]);
const CLOSE = new Set([0x7d, 0x5d]);

/**
 * The elements of an array that stands at `path` in a JSON text of any size, as they come, one held at a time. Tokens are told apart and not judged: whoever
 * parses the elements does that.
 * @param path names of the members that lead to it: `['log', 'entries']`
 */
export async function* arrayElements(bytes: AsyncIterable<Uint8Array>, path: readonly string[], maxBytes: number): AsyncGenerator<Element> {
  let depth = 0;
  /** How many of the names are matched by where the reader is. */
  let matched = 0;
  let inString = false;
  let escaped = false;
  let text: number[] = [];
  let name = '';
  let element: Uint8Array[] | undefined;
  let size = 0;

  for await (const chunk of bytes) {
    let start = 0;
    const keep = (end: number) => {
      if (!element) return;
      size += end - start;
      if (size <= maxBytes) element.push(chunk.slice(start, end));
      else element = [];
      start = end;
    };
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk[at]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (code === BACKSLASH) escaped = true;
        else if (code === QUOTE) {
          inString = false;
          name = Buffer.from(text).toString();
        }
        // A longer name is none of those that are looked for.
        if (inString && !element && text.length < 64) text.push(code);
        continue;
      }
      if (code === QUOTE) {
        inString = true;
        text = [];
      } else if (code === COLON && !element && depth === matched + 1 && name === path[matched]) matched += 1;
      else if (OPEN.has(code)) {
        depth += 1;
        if (!element && matched === path.length && depth === path.length + 2) {
          element = [];
          size = 0;
          start = at;
        }
      } else if (CLOSE.has(code)) {
        depth -= 1;
        if (element && depth === path.length + 1) {
          keep(at + 1);
          yield size > maxBytes ? { problem: 'too-long' } : Buffer.concat(element).toString();
          element = undefined;
        }
        // The array, or what holds it, has ended.
        if (matched === path.length && depth === path.length) return;
      } else if (code === COMMA && !element && depth === matched) matched -= 1;
    }
    keep(chunk.length);
  }
  if (matched === path.length) yield { problem: 'cut-off' };
}
