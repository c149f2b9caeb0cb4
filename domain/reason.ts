/** Characters of a reason that the journal is given. */
export const LONGEST_REASON = 500;
/** What stands there of somebody who gave none. */
export const NO_REASON = 'no reason given';

/**
 * Why somebody does something, as the journal has it: one line, without what steers a terminal, cut where it is too long. It never fails:
 * nobody is to be kept from stopping a migration by how they say why.
 */
export function reasonOf(text: string): string {
  const characters = Array.from(text.replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim());
  if (characters.length === 0) return NO_REASON;
  return characters.length <= LONGEST_REASON ? characters.join('') : `${characters.slice(0, LONGEST_REASON - 1).join('')}…`;
}
