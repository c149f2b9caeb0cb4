import type { RequestHandler } from 'express';
import type { Intercept } from '../wire/intercept.ts';

const READS = /^(Describe|List|Get|Discover)/;

/** Alarms are kept with the metrics, and scaling makes alarms of its own. */
const WITH_ALARMS = new Set(['monitoring', 'application-autoscaling']);

/** Tells of each AWS call that may change something, and whether alarms are among it; lets it go where it goes. */
export function notingCalls(intercept: Intercept, changed: (alarms: boolean) => void): Intercept {
  return (call) => {
    if (!READS.test(call.operation)) changed(WITH_ALARMS.has(call.service) && call.operation !== 'PutMetricData');
    return intercept(call);
  };
}

/** Tells of each answer to a request to Unleash that may have changed something, and lets the request go where it goes. */
export function notingRequests(intercept: RequestHandler, changed: (alarms: boolean) => void): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') response.once('close', () => changed(false));
    return intercept(request, response, next);
  };
}
