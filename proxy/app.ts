import express, { type Express } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../domain/errors.ts';
import { pathOf } from '../domain/route-match.ts';
import { writeAccessLog } from './observing/access-log.ts';
import { readRequest, type Clock } from './listening/caller-request.ts';
import type { CallerSource } from './deciding/caller-source.ts';
import { decideRoute } from './deciding/decide-route.ts';
import type { Flags } from './deciding/flags.ts';
import type { Group } from './group.ts';
import type { Log } from './observing/log.ts';
import { refuse } from './forwarding/refuse.ts';
import type { RequestMetrics } from './observing/request-metrics.ts';
import { serve, type Upstreams } from './forwarding/serve.ts';
import type { Shadowing } from './shadowing/shadowing.ts';

export interface ProxyDeps extends Upstreams {
  /** Random name of this proxy. */
  readonly name: string;
  readonly groups: readonly Group[];
  readonly flags: Flags;
  readonly source: CallerSource;
  readonly clock: Clock;
  readonly shadowing: Shadowing;
  readonly metrics: RequestMetrics;
  readonly log: Log;
  /** `false` from the moment the proxy is told to stop. */
  readonly isReady: () => boolean;
}

/** Where the load balancer asks for the proxy's health, on the callers' port. */
export const HEALTH_PATH = '/banyan/healthz';

/** The request path: identify the caller, decide, forward (with a look at legacy's answer for the shadow), log and count. */
export function createProxyApp(deps: ProxyDeps): Express {
  const { name, groups, flags, source, clock, shadowing, metrics, log } = deps;
  const byName = new Map(groups.map((group) => [group.name, group]));

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const request = readRequest(req, { proxy: name, source, clock });
    if (request === 'loop') {
      log.error({ path: pathOf(req.url ?? '') }, 'a request came back: an upstream leads to this proxy');
      return refuse(res, 508);
    }
    const decision = decideRoute(request, groups, flags);
    const group = decision.group === null ? undefined : byName.get(decision.group);
    const tapLegacy = group && shadowing.watch(group, request, decision);
    const served = await serve({ req, res, request, decision, group, tapLegacy }, deps);
    metrics(served);
    writeAccessLog(log, request, served);
  }

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((req, res) => {
    if (req.url === HEALTH_PATH) {
      res.writeHead(deps.isReady() ? 200 : 503).end();
      return;
    }
    if (!deps.isReady()) res.shouldKeepAlive = false;
    handle(req, res).catch((error: unknown) => {
      log.error({ error: messageOf(error) }, 'a request failed in the proxy');
      refuse(res, 502);
    });
  });
  return app;
}
