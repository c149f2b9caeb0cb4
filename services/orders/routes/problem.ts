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

  static forbidden(): Problem {
    return new Problem(403, 'forbidden', 'This is for those who work here');
  }

  static notFound(message: string): Problem {
    return new Problem(404, 'not_found', message);
  }

  static outOfStock(message: string): Problem {
    return new Problem(409, 'out_of_stock', message);
  }

  static keyReused(): Problem {
    return new Problem(422, 'idempotency_key_reused', 'Something else was ordered under this Idempotency-Key');
  }

  static unavailable(message: string): Problem {
    return new Problem(503, 'unavailable', message);
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
