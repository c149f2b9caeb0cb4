const ESC = '\u001B';
const [PASTE_BEGINS, PASTE_ENDS] = [`${ESC}[200~`, `${ESC}[201~`];
/** A key that sends several characters, or a character. */
const KEY = new RegExp(String.raw`${ESC}(?:\[[\d;?]*[ -/]*[@-~]|O.)|[\s\S]`, 'gu');

/**
 * Tells the keys in what a terminal sends apart, however it comes: several at once, or a paste in pieces. A paste is one key, with a blank for every line end, so that
 * it answers no question that comes after.
 */
export function keyReader(): (sent: string) => readonly string[] {
  let pasted: string | undefined;
  return (sent) => {
    const keys: string[] = [];
    let rest = sent;
    while (rest !== '') {
      const mark = pasted === undefined ? PASTE_BEGINS : PASTE_ENDS;
      const at = rest.indexOf(mark);
      const before = at < 0 ? rest : rest.slice(0, at);
      rest = at < 0 ? '' : rest.slice(at + mark.length);
      if (pasted === undefined) keys.push(...(before.match(KEY) ?? []));
      else pasted += before;
      if (at < 0) continue;
      if (pasted !== undefined) keys.push(pasted.replaceAll(/[\r\n]+/g, ' '));
      pasted = pasted === undefined ? '' : undefined;
    }
    return keys;
  };
}
