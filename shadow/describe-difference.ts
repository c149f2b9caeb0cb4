import type { Difference } from '../domain/difference.ts';

/** A difference in words: `$.items[].price: legacy 19.99, candidate 20.00`. */
export function describeDifference({ path, kind, legacy, candidate }: Difference): string {
  switch (kind) {
    case 'missing':
      return `${path}: legacy ${legacy ?? 'has it'}, candidate has none`;
    case 'extra':
      return `${path}: legacy has none, candidate ${candidate ?? 'has it'}`;
    case 'order':
      return `${path}: the same elements in another order`;
    case 'class':
      return `${path}: legacy ${legacy}, candidate ${candidate}; not of the class it is masked with on both sides`;
    case 'identity':
      return `${path}: legacy ${legacy}, candidate ${candidate}; these ids do not stand for each other all over the answer`;
    case 'failed':
      return `${path}: the candidate gave no answer to compare (${candidate})`;
    case 'type':
    case 'value':
      return `${path}: legacy ${legacy}, candidate ${candidate}`;
  }
}
