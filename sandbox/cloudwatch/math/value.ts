/** One series of points; the times are the starts of periods, epoch milliseconds. */
export interface Line {
  readonly label: string;
  readonly periodMs: number;
  readonly points: ReadonlyMap<number, number>;
}

/** What an expression can be while it is worked out: CloudWatch calls them S, TS and TS[]. */
export type Value =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'line'; readonly line: Line }
  | { readonly kind: 'lines'; readonly lines: readonly Line[] }
  | { readonly kind: 'word'; readonly word: string };

export const scalar = (value: number): Value => ({ kind: 'scalar', value });
export const line = (line: Line): Value => ({ kind: 'line', line });
export const lines = (lines: readonly Line[]): Value => ({ kind: 'lines', lines });

/** What is wrong with an expression, in words. */
export class MathError extends Error {}

/** The line with other points; what is no number (a division by 0) is no point. */
export function withPoints(line: Line, points: Iterable<readonly [number, number]>): Line {
  return { ...line, points: new Map([...points].filter(([, value]) => Number.isFinite(value))) };
}

/** The points, oldest first. */
export function sortedPoints({ points }: Line): readonly (readonly [number, number])[] {
  return [...points].toSorted(([a], [b]) => a - b);
}
