import type { RequestHandler, Response } from 'express';
import type { Deps } from './deps.ts';

/** Gives every API request an id, which its answer repeats in `X-Request-Id` and in `meta`. */
export function requestId({ newId }: Deps): RequestHandler {
  return (_req, res, next) => {
    res.locals['requestId'] = newId();
    res.set('X-Request-Id', String(res.locals['requestId']));
    next();
  };
}

/** Answers with `body`, and `meta` as every JSON answer of the shop has it. */
export function sendJson(res: Response, { now }: Deps, body: object, status = 200): void {
  res.status(status).json({ ...body, meta: { requestId: String(res.locals['requestId']), generatedAt: new Date(now()).toISOString() } });
}
