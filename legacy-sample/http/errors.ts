import type { ErrorRequestHandler, RequestHandler } from 'express';
import { fencedBy } from '../database/fenced-by.ts';
import { isUnreachable } from '../database/is-unreachable.ts';
import { sendJson } from './api.ts';
import type { Deps } from './deps.ts';
import { HttpError, notFound } from './http-error.ts';

export const noSuchResource: RequestHandler = (req) => {
  throw notFound(`Nothing here answers ${req.method} ${req.baseUrl}${req.path}`);
};

/** JSON for the API, a page for everybody else. */
export function answerErrors(deps: Deps): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const owner = fencedBy(error);
    if (owner !== undefined && !res.headersSent) res.set('x-banyan-fenced', owner);
    const shown = owner === undefined ? presentable(error) : new HttpError(503, 'unavailable', 'The writes of this are elsewhere');
    if (shown.status >= 500) deps.logError(error, `${req.method} ${req.path}`);
    // Too late for a status: breaking the connection off is the only way left to tell.
    if (res.headersSent) return next(error);
    if (req.path.startsWith('/api/')) sendJson(res, deps, { error: { code: shown.code, message: shown.message } }, shown.status);
    else res.status(shown.status).render('error', { title: `${shown.status}`, message: shown.message });
  };
}

/** What express and its parsers throw bears a status; anything else is a fault of ours. */
function presentable(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (isUnreachable(error)) return new HttpError(503, 'unavailable', 'This cannot be told at the moment');
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (status >= 400 && status < 500) return new HttpError(status, 'bad_request', 'The request cannot be read');
  return new HttpError(500, 'internal', 'Something went wrong');
}
