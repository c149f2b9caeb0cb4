import { isUnreachable } from '../database/is-unreachable.ts';

/** An answer that is no success, as callers of the shop's API know it. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;

  private constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
  }

  static badRequest(message: string): Problem {
    return new Problem(400, 'bad_request', message);
  }

  static unauthorized(): Problem {
    return new Problem(401, 'unauthorized', 'Log in first');
  }

  static wrongCredentials(): Problem {
    return new Problem(401, 'wrong_credentials', 'The e-mail address or the password is wrong');
  }

  static unavailable(message: string): Problem {
    return new Problem(503, 'unavailable', message);
  }

  static notFound(message: string): Problem {
    return new Problem(404, 'not_found', message);
  }

  /** What any error looks like from outside: express marks requests it cannot read with a status; the rest is our fault and nobody's business. */
  static from(error: unknown): Problem {
    if (error instanceof Problem) return error;
    if (isUnreachable(error)) return Problem.unavailable('This cannot be told at the moment');
    const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
    return status >= 400 && status < 500
      ? new Problem(status, 'bad_request', 'The request cannot be read')
      : new Problem(500, 'internal', 'Something went wrong');
  }
}
