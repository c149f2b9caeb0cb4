import type { RequestHandler } from 'express';
import type { Intercept } from '../wire/intercept.ts';

const READS = /^(Describe|List|Get|Discover)/;

/** Tells of each AWS call that may change something, and lets it go where it goes. */
export function notingCalls(intercept: Intercept, changed: () => void): Intercept {
  return (call) => {
    if (!READS.test(call.operation)) changed();
    return intercept(call);
  };
}

/** Tells of each answer to a request to Unleash that may have changed something, and lets the request go where it goes. */
export function notingRequests(intercept: RequestHandler, changed: () => void): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') response.once('close', changed);
    return intercept(request, response, next);
  };
}
