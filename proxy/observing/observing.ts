import type { IncomingMessage } from 'node:http';
import type { Decision } from '../../domain/decision.ts';
import type { Served } from '../forwarding/exchange.ts';
import type { CallerRequest } from '../listening/caller-request.ts';
import type { Access } from './access-log.ts';
import { createByteMeter } from './connection-bytes.ts';
import type { Refused, RequestMetrics } from './request-metrics.ts';
import { withSoundTrace } from './trace-context.ts';
import type { Tracing } from './tracing/tracing.ts';

/** What is told of the requests that come: metrics, access log, trace. It changes nothing but the trace context. */
export interface Observing {
  /** A request is about to be sent on. Gives it back as it is to be sent. */
  arrived(req: IncomingMessage, request: CallerRequest): CallerRequest;
  /** All of the answer is written, or there will be none. */
  served(req: IncomingMessage, request: CallerRequest, served: Served): void;
  /** A connection that was upgraded has ended. */
  passed(req: IncomingMessage, decision: Decision): void;
  /** The proxy answered without asking anybody. */
  refused(why: Refused): void;
}

export interface ObservingParts {
  readonly metrics: RequestMetrics;
  readonly logAccess: (access: Access) => void;
  /** `null` where no exporter is configured. */
  readonly tracing: Tracing | null;
  readonly elapsed: () => number;
}

export function createObserving({ metrics, logAccess, tracing, elapsed }: ObservingParts): Observing {
  const bytesOf = createByteMeter();
  return {
    arrived(req, request) {
      const headers = withSoundTrace(req, request.headers);
      const sound = headers === request.headers ? request : { ...request, headers };
      return tracing ? tracing.open(req, sound) : sound;
    },
    served(req, request, served) {
      const { received, sent } = bytesOf(req.socket);
      metrics.served(served, received, sent);
      logAccess({ request, served, totalMs: elapsed() - request.started, received, sent });
      tracing?.close(req, served);
    },
    passed(req, decision) {
      const { received, sent } = bytesOf(req.socket);
      metrics.passed(decision, received, sent);
    },
    refused: (why) => metrics.refused(why),
  };
}
