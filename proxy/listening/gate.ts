import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuse, type Refusal } from '../forwarding/refuse.ts';
import { limitBody } from './body-limit.ts';
import type { Connections } from './connections.ts';
import { HEALTH_PATH } from './health.ts';
import type { HostRule } from './host-rule.ts';
import type { ListeningLimits } from './limits.ts';
import { requestProblem } from './request-shape.ts';

/** Whom the proxy lets in: `undefined`, or the status with which a request is turned away. */
export type Gate = (req: IncomingMessage, res: ServerResponse) => Refusal | undefined;

export interface GateParts {
  readonly limits: ListeningLimits;
  readonly connections: Connections;
  readonly serves: HostRule;
  readonly onRefused: (status: Refusal) => void;
}

export function createGate({ limits, connections, serves, onRefused }: GateParts): Gate {
  const { bodyBytes } = limits;
  return (req, res) => {
    const full = connections.admit(req, res);
    const malformed = requestProblem(req, limits);
    if (malformed !== undefined) return malformed;
    if (req.url === HEALTH_PATH) return undefined;
    if (full !== undefined) return full;
    const { host, 'content-length': length, 'transfer-encoding': coding } = req.headers;
    if (!serves(host)) return host === undefined ? 400 : 421;
    if (bodyBytes === null) return undefined;
    if (Number(length ?? 0) > bodyBytes) return 413;
    if (coding !== undefined) {
      limitBody(req, bodyBytes, () => {
        onRefused(413);
        refuse(res, 413);
      });
    }
    return undefined;
  };
}
