import { readMask, type BoundedMask, type Mask } from '../domain/mask.ts';
import { maskForm, timestampForm } from './mask-form.ts';
import { timestampMs } from './timestamp.ts';

/** A value that can be masked: a string's content, a number's lexeme, or `true` or `false`. */
export interface Scalar {
  readonly kind: 'string' | 'number' | 'boolean';
  readonly text: string;
}

/** Whether a mask lets the two stand for one another; never where one of them cannot be masked. */
export function agreeUnder(mask: Mask, left: Scalar | undefined, right: Scalar | undefined): boolean {
  if (left === undefined || right === undefined || left.kind !== right.kind) return false;
  const bounded = readMask(mask);
  if (bounded === undefined) return false;
  if (typeof bounded === 'object') return agreeWithin(bounded, left, right);
  if (left.kind === 'boolean' || right.kind === 'boolean') return false;
  const form = maskForm(mask, left.kind, left.text);
  return form !== undefined && form === maskForm(mask, right.kind, right.text);
}

/** Whether two values of one kind keep a mask with a bound. `slack` widens or narrows the bound. */
export function agreeWithin(mask: BoundedMask, left: Scalar, right: Scalar, slack = 1): boolean {
  if (mask.kind === 'one-of') return mask.values.includes(left.text) && mask.values.includes(right.text);
  if (left.kind === 'boolean') return false;
  if (mask.kind === 'timestamp') {
    const form = timestampForm(left.text);
    if (form === undefined || form !== timestampForm(right.text)) return false;
    const apart = Math.abs(timestampMs(left.text) - timestampMs(right.text));
    return apart <= mask.withinMs * slack;
  }
  const [a, b] = [left.text, right.text];
  const largest = Math.max(Math.abs(Number(a)), Math.abs(Number(b)));
  const bound = mask.within * slack * (mask.by === 'share' ? largest : 1);
  if (INTEGER.test(a) && INTEGER.test(b)) return integersApart(a, b) <= bound;
  return mask.kind === 'number' && NUMBER.test(a) && NUMBER.test(b) && Math.abs(Number(a) - Number(b)) <= bound + ROUNDING * largest;
}

const INTEGER = /^-?\d{1,400}$/;
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
/** What reading two decimals as binary fractions may add to their distance, as a share of the larger. */
const ROUNDING = 2 ** -52;

/** Exactly, though a double might not hold them. */
function integersApart(a: string, b: string): number {
  const apart = BigInt(a) - BigInt(b);
  return Number(apart < 0n ? -apart : apart);
}
