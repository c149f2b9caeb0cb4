import type { Surroundings } from './surroundings.ts';
import type { Value } from './value.ts';

export interface MathFunction {
  /** How many arguments, at least and at most. */
  readonly takes: readonly [number, number];
  readonly apply: (given: readonly Value[], around: Surroundings) => Value;
}
