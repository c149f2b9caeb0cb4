import { isSlug } from './slug.ts';

/** What texts are recognised by, wherever in them it stands. Each takes time proportional to the text's length. */
export const SECRET_PATTERNS: readonly (readonly [shape: string, found: (text: string) => boolean])[] = [
  ['jwt', has(/\bey[\w-]{8,}\.[\w-]{8,}\.[\w-]*/)],
  ['pem', has(/-----BEGIN /)],
  ['credentials', has(/\b(?:bearer|basic|negotiate|digest)\s+[\w+/=.~-]{6,}/i)],
  // `postgres://shop:hunter2@db`
  ['credentials', has(/:\/\/[^\s/@]{1,256}@/)],
  ['email', has(/[^\s@<>()[\]"',;:=/]{1,64}@[^\s@<>()[\]"',;/]{1,255}\.[^\s@<>()[\]"',;/.]{1,63}/)],
  ['iban', (text) => each(text, /\b[a-z]{2}\d{2}(?:[ -]?[a-z\d]{4}){2,7}(?:[ -]?[a-z\d]{1,4})?\b/gi, isIban)],
  ['card', (text) => each(text, /(?<!\d|\d\.)\d(?:[ -]?\d){12,18}/g, isCardNumber)],
  ['ssn', has(/\b\d{3}-\d{2}-\d{4}\b/)],
  ['phone', has(/\+\d[\d ()./-]{6,18}\d|(?:^|[^\w.-])\(?0\d{1,4}[ )./-][\d ()./-]{4,14}\d/)],
  ['key', has(keyForms())],
  ['digits', has(/(?<!\d|\d\.)\d{10}/)],
  ['uuid', has(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/i)],
  ['hex', has(/(?<![a-z\d]|\d\.)[\da-f]{16,}(?![a-z\d])/i)],
  ['opaque', (text) => each(text, /[\w+/=~.-]{20,}/g, isOpaque)],
];

/** How providers let their keys begin, by which scanners of sources know them, too. */
function keyForms(): RegExp {
  const forms = ['(?:AKIA|ASIA)[A-Z\\d]{16}', 'AIza[\\w-]{20,}', 'gh[pousr]_\\w{16,}', 'github_pat_\\w{16,}', 'glpat-[\\w-]{16,}', 'xox[abeoprs]-[\\w-]{8,}', '[rs]k_(?:live|test)_\\w{8,}', 'sk-[\\w-]{16,}', 'whsec_\\w{8,}', 'SG\\.[\\w-]{16,}', 'npm_\\w{16,}', 'ya29\\.[\\w-]{8,}'];
  return new RegExp(`\\b(?:${forms.join('|')})`);
}

/** Luhn's sum over 13 to 19 digits, with or without spaces or dashes between them (ISO/IEC 7812-1, annex B). */
function isCardNumber(text: string): boolean {
  const digits = text.replace(/[ -]/g, '');
  if (!/^\d{13,19}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The check digits of ISO 13616: letters as numbers from 10 on, the first four characters last, modulo 97 is 1. */
function isIban(text: string): boolean {
  const plain = text.replace(/[ -]/g, '').toUpperCase();
  if (plain.length < 15 || plain.length > 34) return false;
  let remainder = 0;
  for (const char of plain.slice(4) + plain.slice(0, 4)) for (const digit of String(Number.parseInt(char, 36))) remainder = (remainder * 10 + Number(digit)) % 97;
  return remainder === 1;
}

/** 20 characters without a space, of which some are letters and some are not: keys, hashes, signatures, cursors. */
function isOpaque(text: string): boolean {
  return /\d/.test(text) && /[a-z]/i.test(text) && !isSlug(text);
}

function has(pattern: RegExp): (text: string) => boolean {
  return (text) => pattern.test(text);
}

function each(text: string, pattern: RegExp, is: (part: string) => boolean): boolean {
  for (const [part] of text.matchAll(pattern)) if (is(part)) return true;
  return false;
}
