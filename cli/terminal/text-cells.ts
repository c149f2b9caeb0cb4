const WIDE = /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const NO_CELL = /[\p{Mn}\p{Me}\p{Cc}\p{Cf}]/u;

/** How many cells of a terminal a text takes. */
export function cells(text: string): number {
  return Array.from(text, cellsOf).reduce((sum, width) => sum + width, 0);
}

/** The text in at most `width` cells; what is cut off is `…`. */
export function cut(text: string, width: number): string {
  if (cells(text) <= width) return text;
  let room = width - 1;
  let kept = '';
  for (const character of text) {
    room -= cellsOf(character);
    if (room < 0) break;
    kept += character;
  }
  return width > 0 ? `${kept}…` : '';
}

/** The text in lines of at most `width` cells, broken between words, of which `most` at most are given; what is too much is `…`. */
export function wrap(text: string, width: number, most = Infinity): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && cells(last) + 1 + cells(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(cut(word, width));
  }
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), cut(`${lines[most - 1]} ${lines[most]}`, width)];
}

function cellsOf(character: string): number {
  if (NO_CELL.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
