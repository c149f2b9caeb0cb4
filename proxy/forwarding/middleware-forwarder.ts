import { createProxyMiddleware, type RequestHandler } from 'http-proxy-middleware';
import { EventEmitter } from 'node:events';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { createAttempt, type Attempt } from './attempt.ts';
import type { Dial } from './dial.ts';
import { DialAgent } from './dial-agent.ts';
import type { Forwarder, Outbound } from './forwarder.ts';
import { headerObject, soundTrailers } from './message-headers.ts';
import { receivedAnswer } from './received-answer.ts';
import { formatAddress, type UpstreamAddress } from './upstream-address.ts';

/**
 * http-proxy-middleware does the sending and nothing else. It is handed a {@link StandIn} where it expects the caller's
 * response, so that one attempt can be given up and another begun without either touching what the caller gets.
 */
export function createMiddlewareForwarder(dial: Dial): Forwarder {
  const routes = new Map<string, { readonly middleware: RequestHandler; readonly agent: DialAgent }>();

  function routeTo(to: UpstreamAddress, keepAlive: boolean) {
    const key = `${formatAddress(to)} ${keepAlive}`;
    let route = routes.get(key);
    if (!route) {
      const agent = new DialAgent(() => dial(to), { keepAlive });
      routes.set(key, (route = { agent, middleware: middlewareOver(agent) }));
    }
    return route;
  }

  return {
    send(req, outbound) {
      const attempt = createAttempt(outbound.timeoutMs);
      if (!outbound.hasBody) attempt.sent();
      const standIn = new StandIn(attempt, outbound);
      // It would read these two by rules of its own (a target that is no URL is passed over); outbound.target is what goes out.
      req.url = '/';
      req.headers = headerObject(outbound.headers) as IncomingMessage['headers'];
      const { middleware } = routeTo(outbound.to, outbound.freshConnection !== true);
      middleware(req, standIn as unknown as ServerResponse, () => attempt.failed()).catch(() => attempt.failed());
      return attempt;
    },
    close() {
      for (const { agent } of routes.values()) agent.destroy();
    },
  };
}

function middlewareOver(agent: DialAgent): RequestHandler {
  return createProxyMiddleware({
    target: { protocol: 'http:', hostname: 'upstream', port: 80 },
    agent,
    selfHandleResponse: true,
    ejectPlugins: true,
    plugins: [
      (proxy) => {
        proxy.on('proxyReq', (request, req, standIn) => standInOf(standIn).connected(request, req));
        proxy.on('proxyRes', (answer, _req, standIn) => standInOf(standIn).attempt.answered(receivedAnswer(answer)));
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
    request.once('response', (answer) => answer.once('close', () => this.attempt.ended()));
    // Nobody asked for one: Node would end the connection without a word.
    request.once('upgrade', (_answer, socket) => {
      socket.destroy();
      this.attempt.failed();
    });
    request.on('information', ({ statusCode, rawHeaders }) => void (this.attempt.interim() && onInterim?.({ status: statusCode, rawHeaders })));
    if (!hasBody) return;
    request.once('finish', () => this.attempt.sent());
    // Before the pipe's own listener, which ends the request.
    req.prependOnceListener('end', () => req.rawTrailers.length > 0 && request.addTrailers(soundTrailers(req.rawTrailers)));
  }

  /** http-proxy-middleware would end the caller's response here; that is for whoever relays the answer. */
  destroy(): void {}
}
