import { hashText, stepHigh, stepLow, type Hash } from './hash.ts';
import { canonicalNumber, EXACT_DIGITS } from './json-number.ts';

export class NotJson extends Error {}
/** One instance for all: bodies that are not JSON are common, stack traces are dear. */
export const NOT_JSON = new NotJson('not JSON');

const POWERS: readonly number[] = Array.from({ length: EXACT_DIGITS + 1 }, (_, i) => 10 ** i);
const MAX_POWER = 1e9;
const ESCAPES: Readonly<Record<string, number>> = { '"': 0x22, '\\': 0x5c, '/': 0x2f, b: 8, f: 12, n: 10, r: 13, t: 9 };

/** Reads the tokens of a JSON text and hashes what they mean, character by character and without copying. */
export class JsonScanner {
  readonly text: string;
  /** What hashing starts from. */
  readonly start: Hash;
  at = 0;
  /** Hash of the string or number read last. */
  low = 0;
  high = 0;

  constructor(text: string, start: Hash) {
    this.text = text;
    this.start = start;
  }

  /** Moves to the next character that is no white space, and gives its code. */
  skipSpace(): number {
    let code = this.text.charCodeAt(this.at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = this.text.charCodeAt(++this.at);
    return code;
  }

  /** Reads a string from its opening quote to behind its closing one: `\u00e9` and `é` hash alike. */
  string(): void {
    const text = this.text;
    let low = this.start.low;
    let high = this.start.high;
    let at = this.at + 1;
    for (;;) {
      let code = text.charCodeAt(at++);
      if (code === 0x22) break;
      if (code === 0x5c) {
        code = this.escape(at);
        at += text.charCodeAt(at) === 0x75 ? 5 : 1;
        // Behind the end charCodeAt gives NaN, which fails this test as control characters do.
      } else if (!(code >= 0x20)) throw NOT_JSON;
      low = stepLow(low, code);
      high = stepHigh(high, code);
    }
    this.at = at;
    this.low = low;
    this.high = high;
  }

  /** The code unit that the escape at `at`, behind its backslash, stands for. */
  escape(at: number): number {
    const letter = this.text[at];
    if (letter === 'u') {
      const digits = this.text.slice(at + 1, at + 5);
      if (!/^[\dA-Fa-f]{4}$/.test(digits)) throw NOT_JSON;
      return Number.parseInt(digits, 16);
    }
    const code = letter === undefined ? undefined : ESCAPES[letter];
    if (code === undefined) throw NOT_JSON;
    return code;
  }

  /** Reads a number and hashes its significant digits and power of ten, so that every spelling of one value hashes alike. */
  number(): void {
    const text = this.text;
    const start = this.at;
    const negative = text.charCodeAt(start) === 0x2d;
    const firstDigit = negative ? start + 1 : start;
    let at = firstDigit;
    let mantissa = 0;
    let digits = 0;
    let zeros = 0;
    let point = -1;
    let code = text.charCodeAt(at);
    for (; ; code = text.charCodeAt(++at)) {
      if (code === 0x30) {
        if (mantissa !== 0) zeros++;
      } else if (code > 0x30 && code <= 0x39) {
        digits += zeros + 1;
        if (digits <= EXACT_DIGITS) mantissa = mantissa * POWERS[zeros + 1]! + (code - 0x30);
        zeros = 0;
      } else if (code === 0x2e && point < 0) point = at;
      else break;
    }
    const whole = (point < 0 ? at : point) - firstDigit;
    if (whole === 0 || point === at - 1 || (whole > 1 && text.charCodeAt(firstDigit) === 0x30)) throw NOT_JSON;
    this.at = at;
    const exponent = code === 0x65 || code === 0x45 ? this.exponent() : 0;
    const power = exponent + zeros - (point < 0 ? 0 : at - point - 1);
    if (mantissa === 0) this.hashNumber(0, 0, 0);
    else if (digits <= EXACT_DIGITS && Math.abs(power) <= MAX_POWER) this.hashNumber(mantissa, power, negative ? 1 : 0);
    else this.hashText(canonicalNumber(text.slice(start, this.at)));
  }

  /** Reads what stands behind a number's digits, `e-7`. */
  exponent(): number {
    const start = this.at + 1;
    let at = start;
    let code = this.text.charCodeAt(at);
    if (code === 0x2b || code === 0x2d) code = this.text.charCodeAt(++at);
    const firstDigit = at;
    while (code >= 0x30 && code <= 0x39) code = this.text.charCodeAt(++at);
    if (at === firstDigit) throw NOT_JSON;
    this.at = at;
    return Number(this.text.slice(start, at));
  }

  hashNumber(mantissa: number, power: number, sign: number): void {
    const upper = (mantissa / 0x1_0000_0000) | 0;
    this.low = stepLow(stepLow(stepLow(stepLow(this.start.low, mantissa | 0), upper), power), sign);
    this.high = stepHigh(stepHigh(stepHigh(stepHigh(this.start.high, mantissa | 0), upper), power), sign);
  }

  hashText(text: string): void {
    const { low, high } = hashText(text, this.start);
    this.low = low;
    this.high = high;
  }
}
