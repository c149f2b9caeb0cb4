/** Whether the whole text matches: `*` is any run of characters, `?` any one. Linear but for the stars: what a caller sends cannot make it slow. */
export function matchesGlob(glob: string, text: string): boolean {
  let [g, t, star, resume] = [0, 0, -1, 0];
  while (t < text.length) {
    if (glob[g] === '*') [star, resume, g] = [g, t, g + 1];
    else if (g < glob.length && (glob[g] === '?' || glob[g] === text[t])) [g, t] = [g + 1, t + 1];
    else if (star >= 0) [g, t, resume] = [star + 1, resume + 1, resume + 1];
    else return false;
  }
  while (glob[g] === '*') g += 1;
  return g === glob.length;
}
