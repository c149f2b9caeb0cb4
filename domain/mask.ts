import { parseDuration } from './duration.ts';

/**
 * Classes of values that differ between two equal answers. A mask weakens equality to "both are of this class"; it never ignores a field. Of `id` more is
 * asked: all over the answer each id of legacy's must stand for one of the candidate's, and only that one.
 */
export const MASK_CLASSES = ['uuid', 'timestamp', 'integer', 'number', 'hex', 'opaque', 'id', 'token', 'counter'] as const;
export type MaskClass = (typeof MASK_CLASSES)[number];

/** What may differ in a field: a class, or one with a bound, such as `timestamp within 5s`, `number within 0.1%`, `integer within 2`, `one of open|closed`. */
export type Mask = MaskClass | `${'timestamp' | 'integer' | 'number'} within ${string}` | `one of ${string}`;

/** A mask with a bound, which only two values together can keep. */
export type BoundedMask =
  | { readonly kind: 'timestamp'; readonly withinMs: number }
  /** `by` is an amount, or a share (0–1) of the larger value. */
  | { readonly kind: 'integer' | 'number'; readonly within: number; readonly by: 'amount' | 'share' }
  | { readonly kind: 'one-of'; readonly values: readonly string[] };

const MOST_VALUES = 32;

/** Reads a mask as it is written; `undefined` where the text is none. */
export function readMask(text: string): MaskClass | BoundedMask | undefined {
  const plain = MASK_CLASSES.find((each) => each === text);
  if (plain) return plain;
  const [, kind, bound = ''] = /^(timestamp|integer|number) within (\S+)$/.exec(text) ?? [];
  if (kind === 'timestamp') {
    const withinMs = parseDuration(bound);
    return withinMs === undefined ? undefined : { kind, withinMs };
  }
  if (kind === 'integer' || kind === 'number') return readTolerance(kind, bound);
  const values = /^one of (.+)$/.exec(text)?.[1]?.split('|');
  const sound = values && values.length <= MOST_VALUES && new Set(values).size === values.length && !values.includes('');
  return sound ? { kind: 'one-of', values } : undefined;
}

function readTolerance(kind: 'integer' | 'number', bound: string): BoundedMask | undefined {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(bound) ?? [];
  if (digits === undefined) return undefined;
  return percent ? { kind, within: Number(digits) / 100, by: 'share' } : { kind, within: Number(digits), by: 'amount' };
}

export function isMask(text: string): text is Mask {
  return readMask(text) !== undefined;
}

/** Where a mask can be put: a path template into a JSON body (members, `[]` for any element, `{}` for any key that is not named), a header or a cookie. */
const JSON_PATH = String.raw`\$(\.[^.[\]{}]+|\[\]|\{\})*`;
export const MASKED_PATH = new RegExp(`^(${JSON_PATH}|(header|cookie)\\.[A-Za-z0-9_.-]+)$`);
/** What can be said to have no order: an array of a body, the parts of a header. */
export const UNORDERED_PATH = new RegExp(`^(${JSON_PATH}|header\\.[A-Za-z0-9_-]+)$`);

/** For errors: what a mask may be. */
export const MASK_FORMS = `${MASK_CLASSES.join(', ')}, "timestamp within 5s", "integer within 2", "number within 0.1%" or "one of open|closed"`;
