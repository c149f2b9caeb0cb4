/** The text with its letters in lower case, one for one: what a letter becomes never depends on its neighbours, and lengths stay. */
export function foldCase(text: string): string {
  return Array.from(text, (letter) => String.fromCodePoint(letter.toLowerCase().codePointAt(0) ?? 0)).join('');
}
