/** As many significant decimal digits as a double always holds. */
export const EXACT_DIGITS = 15;

/**
 * A number's value in one spelling, exact whatever its size: `1`, `1.0` and `10e-1` are `1e0`, and integers beyond 2^53 keep every digit.
 * An exponent that is itself beyond 2^53 stays as it is written.
 */
export function canonicalNumber(lexeme: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(lexeme);
  if (!match) return lexeme;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  // Not /0+$/: on a long run of inner zeros it would try again at each of them.
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  const power = Number(exponent) - fraction.length + (digits.length - end);
  return `${sign}${digits.slice(0, end)}e${Number.isSafeInteger(power) ? power : exponent}`;
}

/** An integer without point, exponent or the sign of a negative nought: equal integers are one text. Other numbers as they are. */
export function plainNumber(lexeme: string): string {
  if (!/[.eE]|^-0/.test(lexeme)) return lexeme;
  const value = Number(lexeme);
  return Number.isSafeInteger(value) ? String(value) : lexeme;
}
