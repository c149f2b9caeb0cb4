import express, { type Express } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../domain/errors.ts';
import { pathOf } from '../domain/route-match.ts';
import type { Clock } from './listening/caller-request.ts';
import { HEALTH_PATH } from './listening/health.ts';
import type { RouteRequest } from './deciding/route-request.ts';
import type { Flags } from './deciding/flags.ts';
import type { Group } from './group.ts';
import type { Log } from './observing/log.ts';
import { answerKeys } from './identity/answer-keys.ts';
import { refuse } from './forwarding/refuse.ts';
import type { Observing } from './observing/observing.ts';
import { serve, type Upstreams } from './forwarding/serve.ts';
import type { Introductions } from './identity/introductions.ts';
import type { Shadowing } from './shadowing/shadowing.ts';

export interface ProxyDeps extends Upstreams {
  /** Random name of this proxy. */
  readonly name: string;
  readonly groups: readonly Group[];
  readonly flags: Flags;
  readonly route: RouteRequest;
  readonly introductions: Introductions;
  /** Where callers' port has the keys that candidates verify callers' tokens with; `null`: nowhere. */
  readonly jwksPath: string | null;
  readonly clock: Clock;
  readonly shadowing: Shadowing;
  readonly observing: Observing;
  readonly log: Log;
  /** `false` from the moment the proxy is told to stop. */
  readonly isReady: () => boolean;
}

/** The request path: identify the caller, decide, forward (with a look at legacy's answer for the shadow), log and count. */
export function createProxyApp(deps: ProxyDeps): Express {
  const { route, introductions, jwksPath, shadowing, observing, log } = deps;

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const routed = await route(req);
    if (routed === 'loop') {
      observing.refused('loop');
      log.error({ path: pathOf(req.url ?? '') }, 'a request came back: an upstream leads to this proxy');
      return refuse(res, 508);
    }
    const { decision, group } = routed;
    const request = observing.arrived(req, routed.request);
    const tapLegacy = group && shadowing.watch(group, request, decision);
    const served = await serve({ req, res, ...routed, request, tapLegacy }, deps);
    observing.served(req, request, served);
  }

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((req, res) => {
    if (req.url === HEALTH_PATH) {
      res.writeHead(deps.isReady() ? 200 : 503).end();
      return;
    }
    if (jwksPath !== null && req.url === jwksPath) return answerKeys(res, introductions.keys());
    if (!deps.isReady()) res.shouldKeepAlive = false;
    handle(req, res).catch((error: unknown) => {
      observing.refused('fault');
      log.error({ error: messageOf(error) }, 'a request failed in the proxy');
      refuse(res, 502);
    });
  });
  return app;
}
