import { request } from 'node:http';
import type { HealthCheck } from '../model.ts';
import type { ProbeFailure } from './target-health.ts';

/** Asks a target for its health the way an ALB does: a new connection every time. Resolves to why it failed, or to `undefined`. */
export function probe(host: string, trafficPort: number, check: HealthCheck, signal: AbortSignal): Promise<ProbeFailure | undefined> {
  const port = check.port === 'traffic-port' ? trafficPort : Number(check.port);
  return new Promise((resolve) => {
    const asked = request({
      host,
      port,
      path: check.path,
      agent: false,
      signal,
      headers: { host: `${host}:${port}`, 'user-agent': 'ELB-HealthChecker/2.0', connection: 'close', 'accept-encoding': 'gzip, compressed' },
    });
    const timer = setTimeout(() => finish({ reason: 'Target.Timeout', description: 'Request timed out' }), check.timeoutSeconds * 1_000);
    const finish = (failure: ProbeFailure | undefined): void => {
      clearTimeout(timer);
      resolve(failure);
      asked.destroy();
    };
    asked.on('response', ({ statusCode = 0 }) => {
      const failed = `Health checks failed with these codes: [${statusCode}]`;
      finish(matchesCode(check.matcher, statusCode) ? undefined : { reason: 'Target.ResponseCodeMismatch', description: failed });
    });
    asked.on('error', () => finish({ reason: 'Target.FailedHealthChecks', description: 'Health checks failed' }));
    asked.end();
  });
}

/** Whether a status is one of `200`, `200,302` or `200-299`. */
export function matchesCode(matcher: string, status: number): boolean {
  return matcher.split(',').some((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return from !== undefined && to !== undefined && status >= from && status <= to;
  });
}
