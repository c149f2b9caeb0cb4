/** A directory of state that the sandbox must not use: what is wrong, where, and what helps. */
export class StateError extends Error {
  constructor(message: string, remedy: string, cause?: unknown) {
    super(`${message} ${remedy}`, { cause });
    this.name = 'StateError';
  }
}
