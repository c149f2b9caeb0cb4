import type { Difference } from '../domain/difference.ts';

/** A difference in words: `$.items[].price: legacy 19.99, candidate 20.00`. */
export function describeDifference(difference: Difference): string {
  return `${difference.path}: ${describeSides(difference)}`;
}

/** What each side has: `legacy 19.99, candidate 20.00`. */
export function describeSides({ path, kind, legacy, candidate }: Difference): string {
  switch (kind) {
    case 'missing':
      return `legacy ${legacy ?? 'has it'}, candidate has none`;
    case 'extra':
      return `legacy has none, candidate ${candidate ?? 'has it'}`;
    case 'type':
      return `legacy ${withType(legacy)}, candidate ${withType(candidate)}`;
    case 'value':
      return `legacy ${legacy}, candidate ${candidate}`;
    case 'order':
      return 'the same elements in another order';
    case 'class':
      return `legacy ${legacy}, candidate ${candidate}; not of the class it is masked with on both sides`;
    case 'identity':
      return `legacy ${legacy}, candidate ${candidate}; these ids do not stand for each other all over the answer`;
    case 'failed':
      return path === 'body' ? `the two could not be compared (${candidate})` : `legacy ${legacy}, the candidate ${FAILURES.get(candidate ?? '') ?? `gave no answer to compare (${candidate})`}`;
  }
}

/** Why there was no answer, in words. */
const FAILURES: ReadonlyMap<string, string> = new Map([
  ['timeout', 'gave no answer in time'],
  ['reset', 'broke the connection off'],
  ['refused', 'refused the connection'],
  ['unreachable', 'could not be reached'],
  ['malformed', 'answered with what is no HTTP'],
]);

function withType(value: string | null): string {
  const type = TYPES.find(([form]) => form.test(value ?? ''))?.[1];
  return type === undefined ? String(value) : `${value} (${type})`;
}

/** How values of each type are written; of what is an array or object, or cannot be read, the writing says so itself. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^"/, 'a string'],
  [/^-?\d/, 'a number'],
  [/^(?:true|false)$/, 'a boolean'],
];
