import type { NextFunction, Request, Response } from 'express';
import { errorBody, UnleashError } from './unleash-error.ts';

export interface Tokens {
  readonly adminToken: string;
  /** `*:production.<secret>`: the part before the dot names the environment that its bearer sees. */
  readonly clientToken: string;
}

type Middleware = (request: Request, response: Response, next: NextFunction) => void;

/** Lets only the admin token through. */
export function requireAdmin({ adminToken, clientToken }: Tokens): Middleware {
  return (request, response, next) => {
    const token = request.get('authorization');
    if (token === adminToken) return next();
    if (token === clientToken) return wrongKind(response);
    const refusal = token
      ? new UnleashError(401, 'UnauthorizedError', 'You must log in to use Unleash.')
      : new UnleashError(401, 'AuthenticationRequired', 'You must log in to use Unleash. Your request had no authorization header, so we could not authorize you. Try logging in at /auth/simple/login');
    response.status(401).json(errorBody(refusal));
  };
}

/** Lets only the client token through. */
export function requireClient({ adminToken, clientToken }: Tokens): Middleware {
  return (request, response, next) => {
    const token = request.get('authorization');
    if (token === clientToken) return next();
    if (token === adminToken) return wrongKind(response);
    response.status(401).json({ message: 'This endpoint requires an API token. Please add an authorization header to your request with a valid token' });
  };
}

/** The environment of a client token. */
export function environmentOf(clientToken: string): string {
  return /^[^:]*:([^.]+)\./.exec(clientToken)?.[1] ?? 'development';
}

function wrongKind(response: Response): void {
  response.status(403).json({ message: 'invalid token: expected a different token type for this endpoint' });
}
