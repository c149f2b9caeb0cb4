const WIDE = /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const NO_CELL = /[\p{Mn}\p{Me}\p{Cc}\p{Cf}]/u;

/** How many cells of a terminal a text takes. */
export function cells(text: string): number {
  return Array.from(text, cellsOf).reduce((sum, width) => sum + width, 0);
}

/** The text in at most `width` cells; what is cut off is `…`. */
export function cut(text: string, width: number): string {
  if (cells(text) <= width) return text;
  return width > 0 ? `${beginning(text, width - 1)}…` : '';
}

/** The text in lines of at most `width` cells, broken between words where there are any, of which `most` at most are given; what is too much is `…`. */
export function wrap(text: string, width: number, most = Infinity): readonly string[] {
  const words = text.trim().replace(/\s+/g, ' ');
  const lines = words === '' ? [] : broken(words, Math.max(1, width), '');
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), cut(`${lines[most - 1]} ${lines[most]}`, width)];
}

/** The line in lines of at most `width` cells, broken between words where there are any; what is broken off is indented by two more than the line. Nothing is lost. */
export function breakLine(line: string, width: number): readonly string[] {
  const indent = /^ */.exec(line)![0].length + 2;
  return broken(line, width, ' '.repeat(Math.min(indent, Math.floor(width / 2))));
}

function broken(line: string, width: number, hang: string): readonly string[] {
  const lines: string[] = [];
  let rest = line;
  while (cells(rest) > width) {
    const fits = beginning(rest, width) || Array.from(rest)[0]!;
    const space = rest.lastIndexOf(' ', fits.length);
    const end = space > hang.length && rest.slice(0, space).trim() !== '' ? space : fits.length;
    lines.push(rest.slice(0, end).trimEnd());
    rest = hang + rest.slice(end).trimStart();
  }
  return rest.trim() === '' && lines.length > 0 ? lines : [...lines, rest];
}

/** As much of the text as `width` cells hold. */
function beginning(text: string, width: number): string {
  let room = width;
  let kept = '';
  for (const character of text) {
    room -= cellsOf(character);
    if (room < 0) break;
    kept += character;
  }
  return kept;
}

function cellsOf(character: string): number {
  if (NO_CELL.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
