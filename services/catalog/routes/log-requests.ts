import type { RequestHandler } from 'express';

export interface LoggedRequest {
  readonly method: string;
  /** Without the query, in which a caller may have written anything. */
  readonly path: string;
  readonly status: number;
  readonly ms: number;
}

export type LogRequest = (request: LoggedRequest) => void;

/** One line a request, when its answer is complete or its caller has gone. */
export function logRequests({ now, logRequest }: { readonly now: () => number; readonly logRequest?: LogRequest | undefined }): RequestHandler {
  return (req, res, next) => {
    const began = now();
    if (logRequest) res.on('close', () => logRequest({ method: req.method, path: req.path, status: res.statusCode, ms: now() - began }));
    next();
  };
}
