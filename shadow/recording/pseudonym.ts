import { hash } from 'node:crypto';

/**
 * Stands for a value that must not be kept: the same for the same value under one key, and not to be undone. Ids and numbers keep their form (a UUID
 * of that version, hexadecimal or digits of that length, a prefix before them), so that masks still know them; of anything else nothing is left.
 */
export function pseudonymOf(key: Uint8Array, text: string): string {
  if (text === '') return '';
  // SHA-3 with the key before the text is a keyed hash as it stands (FIPS 202, A.2), and one call instead of HMAC's objects.
  const bytes = hash('sha3-512', Buffer.concat([key, Buffer.from(text)]), 'buffer');
  const [, prefix = '', rest = ''] = /^([A-Za-z]{1,12}[_:-])(.+)$/.exec(text) ?? [];
  const whole = ofForm(text, bytes);
  const behind = whole === undefined && rest !== '' ? ofForm(rest, bytes) : undefined;
  return whole ?? (behind === undefined ? `~${bytes.toString('hex', 0, 10)}` : prefix + behind);
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const ULID = /^[0-7][\dA-HJKMNP-TV-Z]{25}$/;
const ULID_DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** As many bytes as a hash has; what is longer is no id. */
const MAX_FORM = 64;

function ofForm(text: string, bytes: Buffer): string | undefined {
  if (text.length > MAX_FORM) return undefined;
  const hexDigits = /[A-F]/.test(text) ? '0123456789ABCDEF' : '0123456789abcdef';
  const hex = (_: string, at: number) => hexDigits[bytes[at]! % 16]!;
  // The version stands at 14, the variant at 19.
  if (UUID.test(text)) return text.replaceAll(/[\da-f]/gi, (char, at: number) => (at === 14 || at === 19 ? char : hex(char, at)));
  // Of fewer digits there are too few to tell values apart by.
  if (text.length >= 7 && /^-?\d+(?:\.\d+)?$/.test(text)) return digitsFor(text, bytes);
  if (/^[\da-f]{8,}$/i.test(text)) return text.replaceAll(/[\da-f]/gi, hex);
  return ULID.test(text) ? text.replaceAll(/(?!^)./g, (_, at: number) => ULID_DIGITS[bytes[at]! % 32]!) : undefined;
}

/** As long a number, of that sign: a first digit other than nought stays one. */
function digitsFor(text: string, bytes: Buffer): string {
  const first = text.startsWith('-') ? 1 : 0;
  return text.replaceAll(/\d/g, (char, at: number) => String(at > first ? bytes[at]! % 10 : char === '0' ? 0 : 1 + (bytes[at]! % 9)));
}
