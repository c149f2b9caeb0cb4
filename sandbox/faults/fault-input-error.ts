/** One thing that is wrong with a fault that somebody described. */
export interface FaultProblem {
  /** The member: `effect.ms`; empty where it is the whole. */
  readonly path: string;
  readonly message: string;
}

/** A fault that cannot be: all that is wrong with it, at once. */
export class FaultInputError extends Error {
  readonly problems: readonly FaultProblem[];

  constructor(problems: readonly FaultProblem[]) {
    super(problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; '));
    this.name = 'FaultInputError';
    this.problems = problems;
  }
}
