import type { RequestHandler, Response } from 'express';
import type { Store } from '../state/store.ts';
import type { ApiToken } from '../state/unleash-state.ts';
import { errorBody, UnleashError } from '../unleash-error.ts';

/** Lets only admin tokens through. */
export function requireAdmin(store: Store): RequestHandler {
  return (request, response, next) => {
    const secret = request.get('authorization');
    const token = validToken(store, secret);
    if (token) return token.type === 'admin' ? next() : wrongKind(response);
    const refusal = secret
      ? new UnleashError(401, 'UnauthorizedError', 'You must log in to use Unleash.', { hasId: true })
      : new UnleashError(401, 'AuthenticationRequired', 'You must log in to use Unleash. Your request had no authorization header, so we could not authorize you. Try logging in at /auth/simple/login', { hasId: true });
    response.status(401).json({ ...errorBody(refusal), ...(secret ? {} : { path: '/auth/simple/login', type: 'password', defaultHidden: false }) });
  };
}

/** Lets only tokens of these types through, and leaves the token for {@link tokenOf}. */
export function requireToken(store: Store, types: readonly ApiToken['type'][]): RequestHandler {
  return (request, response, next) => {
    const token = validToken(store, request.get('authorization'));
    if (!token) return void response.status(401).json({ message: 'This endpoint requires an API token. Please add an authorization header to your request with a valid token' });
    if (!types.includes(token.type)) return wrongKind(response);
    token.seenAt = store.now();
    response.locals['token'] = token;
    next();
  };
}

/** The token that the request came with. */
export function tokenOf(response: Response): ApiToken {
  return response.locals['token'] as ApiToken;
}

function validToken({ state, now }: Store, secret: string | undefined): ApiToken | undefined {
  const token = state.tokens.find((each) => each.secret === secret);
  return token && (token.expiresAt === null || token.expiresAt > now()) ? token : undefined;
}

function wrongKind(response: Response): void {
  response.status(403).json({ message: 'invalid token: expected a different token type for this endpoint' });
}
