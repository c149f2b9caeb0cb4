/** Control characters, and those that turn the direction of the text around them or show nothing at all. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text from anywhere, fit for a terminal or a page: what would steer either stands there as its number, `\u001b`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
