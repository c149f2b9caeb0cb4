import { connect as connectHttp2, constants } from 'node:http2';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { HealthCheck, NetworkReach } from '../model.ts';
import type { ProbeFailure } from './target-health.ts';

/** Asks a target for its health the way an ALB does: a new connection every time. Resolves to why it failed, or to `undefined`. */
export async function probe(host: string, trafficPort: number, check: HealthCheck, version: NetworkReach['version'], signal: AbortSignal): Promise<ProbeFailure | undefined> {
  const port = check.port === 'traffic-port' ? trafficPort : Number(check.port);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(check.timeoutSeconds * 1_000)]);
  const ask = version === 'HTTP1' ? askHttp1 : askHttp2;
  try {
    const code = await ask({ host, port, check, grpc: version === 'GRPC', signal: limit });
    if (matchesCode(check.matcher, code)) return undefined;
    return { reason: 'Target.ResponseCodeMismatch', description: `Health checks failed with these codes: [${code}]` };
  } catch {
    if (limit.aborted && !signal.aborted) return { reason: 'Target.Timeout', description: 'Request timed out' };
    return { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
  }
}

interface Question {
  readonly host: string;
  readonly port: number;
  readonly check: HealthCheck;
  readonly grpc: boolean;
  readonly signal: AbortSignal;
}

function askHttp1({ host, port, check, signal }: Question): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { host: `${host}:${port}`, 'user-agent': 'ELB-HealthChecker/2.0', connection: 'close', 'accept-encoding': 'gzip, compressed' };
    const options = { host, port, path: check.path, agent: false, signal, headers };
    const asked = check.protocol === 'HTTPS' ? requestHttps({ ...options, rejectUnauthorized: false }) : requestHttp(options);
    asked.on('response', ({ statusCode = 0 }) => {
      resolve(statusCode);
      asked.destroy();
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** A target of gRPC is asked for a method; its own code counts. */
function askHttp2({ host, port, check, grpc, signal }: Question): Promise<number> {
  return new Promise((resolve, reject) => {
    const session = connectHttp2(`${check.protocol.toLowerCase()}://${host}:${port}`, { rejectUnauthorized: false });
    const end = (settle: () => void): void => {
      settle();
      session.destroy();
    };
    const giveUp = (): void => end(() => reject(new Error('no answer')));
    signal.addEventListener('abort', giveUp, { once: true });
    session.on('close', () => signal.removeEventListener('abort', giveUp));
    session.on('error', giveUp);
    const method = grpc ? { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' } : { ':method': 'GET' };
    const stream = session.request({ ...method, ':path': check.path, 'user-agent': 'ELB-HealthChecker/2.0' });
    stream.on('error', giveUp);
    stream.on('response', (headers) => {
      const code = grpc ? headers['grpc-status'] : headers[constants.HTTP2_HEADER_STATUS];
      if (code !== undefined) end(() => resolve(Number(code)));
    });
    stream.on('trailers', (trailers) => end(() => resolve(Number(trailers['grpc-status']))));
    stream.on('end', giveUp);
    stream.resume();
    stream.end(grpc ? Buffer.alloc(5) : undefined);
  });
}

/** Whether a code is one of `200`, `200,302` or `200-299`. */
export function matchesCode(matcher: string, code: number): boolean {
  return matcher.split(',').some((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return from !== undefined && to !== undefined && code >= from && code <= to;
  });
}
