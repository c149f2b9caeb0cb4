import { createProxyMiddleware, type RequestHandler } from 'http-proxy-middleware';
import { EventEmitter } from 'node:events';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { Stream } from 'node:stream';
import { createAttempt, type Attempt } from './attempt.ts';
import type { Dial } from './dial.ts';
import { DialAgent } from './dial-agent.ts';
import type { Forwarder, Outbound } from './forwarder.ts';
import { headerObject, soundTrailers } from './message-headers.ts';
import { receivedAnswer } from './received-answer.ts';
import type { UpstreamAddress } from './upstream-address.ts';

/**
 * http-proxy-middleware does the sending and nothing else. It is handed a {@link StandIn} where it expects the caller's
 * response, so that one attempt can be given up and another begun without either touching what the caller gets.
 */
export function createMiddlewareForwarder(dial: Dial, elapsed: () => number): Forwarder {
  // Addresses are made once, from the configuration.
  const [keptAlive, fresh] = [new Map<UpstreamAddress, Route>(), new Map<UpstreamAddress, Route>()];

  function routeTo({ to, freshConnection }: Outbound): Route {
    const routes = freshConnection ? fresh : keptAlive;
    let route = routes.get(to);
    if (!route) routes.set(to, (route = createRoute(new DialAgent(() => dial(to), freshConnection ? null : { elapsed }))));
    return route;
  }

  return {
    send(req, outbound) {
      const attempt = createAttempt(outbound.timeoutMs);
      if (!outbound.hasBody) attempt.sent();
      const standIn = new StandIn(attempt, outbound);
      // It would read these two by rules of its own (a target that is no URL is passed over); outbound.target is what goes out. Of an empty one it makes no URL.
      req.url = '';
      req.headers = headerObject(outbound.headers) as IncomingMessage['headers'];
      const { withBody, bodiless } = routeTo(outbound);
      const middleware = outbound.hasBody ? withBody : bodiless;
      middleware(req, standIn as unknown as ServerResponse, () => attempt.failed()).catch(() => attempt.failed());
      return attempt;
    },
    close() {
      for (const { agent } of [...keptAlive.values(), ...fresh.values()]) agent.destroy();
    },
  };
}

/** The way to one upstream. */
interface Route {
  readonly agent: DialAgent;
  readonly withBody: RequestHandler;
  readonly bodiless: RequestHandler;
}

/** Where there is no body, the request ends at once: piping nothing into it costs more than all that Banyan does. */
const NOTHING = { pipe: (request: ClientRequest) => request.end() } as unknown as Stream;

function createRoute(agent: DialAgent): Route {
  return { agent, withBody: middlewareOver(agent), bodiless: middlewareOver(agent, { buffer: NOTHING }) };
}

function middlewareOver(agent: DialAgent, body: { readonly buffer?: Stream } = {}): RequestHandler {
  return createProxyMiddleware({
    target: { protocol: 'http:', hostname: 'upstream', port: 80 },
    agent,
    pathFilter: '',
    ...body,
    selfHandleResponse: true,
    ejectPlugins: true,
    plugins: [
      (proxy) => {
        proxy.on('proxyReq', (request, req, standIn) => standInOf(standIn).connected(request, req));
        proxy.on('proxyRes', (answer, _req, standIn) => standInOf(standIn).answered(answer));
        proxy.on('error', (_error, _req, standIn) => standInOf(standIn).attempt.failed());
        proxy.on('econnreset', (_error, _req, standIn) => standInOf(standIn).attempt.failed());
      },
    ],
  });
}

function standInOf(response: unknown): StandIn {
  return response as StandIn;
}

/** To http-proxy-middleware it looks like a response that is being written until the attempt is given up. */
class StandIn extends EventEmitter {
  readonly headersSent = false;
  readonly writableFinished = false;
  readonly destroyed = false;
  readonly attempt: Attempt;
  readonly #outbound: Outbound;

  constructor(attempt: Attempt, outbound: Outbound) {
    super();
    this.attempt = attempt;
    this.#outbound = outbound;
  }

  /** A connection is there and nothing is written yet. */
  connected(request: ClientRequest, req: IncomingMessage): void {
    const { target, hasBody, onInterim } = this.#outbound;
    this.attempt.connected(request.reusedSocket, () => request.destroy());
    if (this.attempt.isGivenUp()) return;
    request.path = target;
    // Nobody asked for one: Node would end the connection without a word.
    request.on('upgrade', (_answer, socket) => {
      socket.destroy();
      this.attempt.failed();
    });
    request.on('information', ({ statusCode, rawHeaders }) => void (this.attempt.interim() && onInterim?.({ status: statusCode, rawHeaders })));
    if (!hasBody) return;
    request.once('finish', () => this.attempt.sent());
    // Before the pipe's own listener, which ends the request.
    req.prependOnceListener('end', () => req.rawTrailers.length > 0 && request.addTrailers(soundTrailers(req.rawTrailers)));
  }

  answered(answer: IncomingMessage): void {
    answer.on('close', () => this.attempt.ended());
    this.attempt.answered(receivedAnswer(answer));
  }

  /** http-proxy-middleware would end the caller's response here; that is for whoever relays the answer. */
  destroy(): void {}
}
