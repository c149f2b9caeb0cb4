import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { isSafe } from '../domain/copying.ts';
import { messageOf } from '../domain/errors.ts';
import { pathOf } from '../domain/route-match.ts';
import { pathWithoutSecrets } from '../shadow/redaction/path-without-secrets.ts';
import type { Clock } from './listening/caller-request.ts';
import { HEALTH_PATH } from './listening/health.ts';
import type { RouteRequest } from './deciding/route-request.ts';
import type { Flags } from './deciding/flags.ts';
import type { Group } from './group.ts';
import type { Log } from './observing/log.ts';
import { answerKeys } from './identity/answer-keys.ts';
import type { KeepBody } from './forwarding/kept-body.ts';
import { refuse } from './forwarding/refuse.ts';
import type { Observing } from './observing/observing.ts';
import type { Upstreams } from './forwarding/exchange.ts';
import { serve } from './forwarding/serve.ts';
import type { Introductions } from './identity/introductions.ts';
import { joinTaps } from './recording/join-taps.ts';
import type { Recordings } from './recording/recordings.ts';
import type { Shadowing } from './shadowing/shadowing.ts';

export interface ProxyDeps extends Upstreams {
  /** Random name of this proxy. */
  readonly name: string;
  readonly groups: readonly Group[];
  readonly flags: Flags;
  readonly route: RouteRequest;
  readonly keepBody: KeepBody;
  readonly introductions: Introductions;
  /** Where callers' port has the keys that candidates verify callers' tokens with; `null`: nowhere. */
  readonly jwksPath: string | null;
  readonly clock: Clock;
  readonly shadowing: Shadowing;
  readonly recordings: Recordings;
  readonly observing: Observing;
  readonly log: Log;
  /** `false` from the moment the proxy is told to stop. */
  readonly isReady: () => boolean;
}

/**
 * The request path: identify the caller, decide, forward (with a look at legacy's answer for the shadow), log and count. Without Express, which
 * would give each request and response other prototypes, and has nothing to route here.
 */
export function createProxyApp(deps: ProxyDeps): RequestListener {
  const { route, keepBody, introductions, jwksPath, shadowing, recordings, observing, log } = deps;

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const upload = shadowing.receive(req, res);
    const kept = keepBody(req, res);
    const found = route(req);
    const routed = found instanceof Promise ? await found : found;
    if (routed === 'gone') {
      observing.refused('gone');
      return refuse(res, 410);
    }
    if (routed === 'loop') {
      observing.refused('loop');
      log.error({ path: pathWithoutSecrets(pathOf(req.url ?? '')) }, 'a request came back: an upstream leads to this proxy');
      return refuse(res, 508);
    }
    const { decision, group } = routed;
    if (!group) upload?.release();
    if (!group?.writes) kept?.release();
    if (routed.request.isShadow && !isSafe(routed.request.method)) {
      observing.refused('copy');
      return refuse(res, 403);
    }
    const request = observing.arrived(req, routed.request);
    const tapLegacy = group && joinTaps(shadowing.watch(group, request, decision, upload), recordings.watch(group.name, req, request, decision));
    const served = await serve({ req, res, ...routed, request, tapLegacy, kept }, deps);
    if (served.decision.upstream === 'legacy') group?.legacyCallers.answered(request);
    observing.served(req, request, served);
  }

  return (req, res) => {
    if (req.url === HEALTH_PATH) {
      res.writeHead(deps.isReady() ? 200 : 503).end();
      return;
    }
    if (jwksPath !== null && req.url === jwksPath) return answerKeys(res, introductions.keys());
    handle(req, res).catch((error: unknown) => {
      observing.refused('fault');
      log.error({ error: messageOf(error) }, 'a request failed in the proxy');
      refuse(res, 502);
    });
  };
}
