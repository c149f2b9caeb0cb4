import { createProxyMiddleware, type Options } from 'http-proxy-middleware';
import { EventEmitter } from 'node:events';
import type { ClientRequest, IncomingMessage, InformationEvent, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { DialAgent, type Dial } from './dial.ts';
import type { UpstreamAddress } from './upstream-address.ts';

/** Sends callers' requests to upstreams. */
export interface Forwarder {
  send(req: IncomingMessage, outbound: Outbound): Sending;
  /** Ends the connections that nobody uses. */
  close(): void;
}

/** One request as it goes out. */
export interface Outbound {
  readonly to: UpstreamAddress;
  /** Path and query as the caller sent them, byte for byte. */
  readonly target: string;
  readonly headers: OutgoingHttpHeaders;
  readonly hasBody: boolean;
  /** Milliseconds the upstream has, from getting the whole request, until its headers are here. */
  readonly timeoutMs: number;
  /** On a connection of its own, where one that was kept alive has failed. */
  readonly freshConnection?: boolean;
  readonly onInformation?: (information: InformationEvent) => void;
}

export interface Sending {
  /** Settles when the upstream's headers are here, or when there is no hope of them. Never rejects. */
  readonly outcome: Promise<IncomingMessage | UpstreamFailure>;
  /** Takes the request back, and the answer where it is already under way. */
  cancel(): void;
}

/** Why there is no answer. */
export interface UpstreamFailure {
  readonly failure: 'unreachable' | 'timeout' | 'broken' | 'cancelled';
  /** Whether anything of the request may have reached the upstream. */
  readonly sent: boolean;
  /** Whether it went over a connection that had been kept alive: the upstream may have hung up before the request came. */
  readonly reused: boolean;
}

/**
 * http-proxy-middleware does the sending and nothing else. It is handed an {@link Attempt} where it expects the caller's
 * response, so that one attempt can be given up and another begun without either touching what the caller gets.
 */
export function createForwarder(dial: Dial): Forwarder {
  const agents = { kept: new DialAgent(dial, { keepAlive: true }), fresh: new DialAgent(dial, { keepAlive: false }) };
  const kept = createProxyMiddleware(optionsFor(agents.kept));
  const fresh = createProxyMiddleware(optionsFor(agents.fresh));
  return {
    send(req, outbound) {
      const attempt = new Attempt(outbound);
      // It would read these two by rules of its own (a target that is no URL is passed over); attempt.target is what goes out.
      req.url = '/';
      req.headers = outbound.headers as IncomingMessage['headers'];
      const middleware = outbound.freshConnection ? fresh : kept;
      middleware(req, attempt as unknown as ServerResponse, () => attempt.fail()).catch(() => attempt.fail());
      return attempt;
    },
    close() {
      agents.kept.destroy();
      agents.fresh.destroy();
    },
  };
}

function optionsFor(agent: DialAgent): Options {
  return {
    router: (_req, attempt) => asAttempt(attempt).to,
    agent,
    selfHandleResponse: true,
    ejectPlugins: true,
    plugins: [
      (proxy) => {
        proxy.on('proxyReq', (request, _req, attempt) => asAttempt(attempt).connected(request));
        proxy.on('proxyRes', (answer, _req, attempt) => asAttempt(attempt).settle(answer));
        proxy.on('error', (_error, _req, attempt) => asAttempt(attempt).fail());
        proxy.on('econnreset', (_error, _req, attempt) => asAttempt(attempt).fail());
      },
    ],
  };
}

function asAttempt(standIn: unknown): Attempt {
  return standIn as Attempt;
}

/** One attempt to send a request. To http-proxy-middleware it looks like a response that is being written until the attempt is given up. */
class Attempt extends EventEmitter implements Sending {
  readonly headersSent = false;
  readonly writableFinished = false;
  readonly destroyed = false;
  readonly to: { protocol: string; hostname: string; port: number };
  readonly outcome: Promise<IncomingMessage | UpstreamFailure>;
  readonly #outbound: Outbound;
  readonly #resolve: (outcome: IncomingMessage | UpstreamFailure) => void;
  #request: ClientRequest | null = null;
  #timer: NodeJS.Timeout | undefined;
  #answer: IncomingMessage | null = null;
  #settled = false;
  #givenUp = false;

  constructor(outbound: Outbound) {
    super();
    const { promise, resolve } = Promise.withResolvers<IncomingMessage | UpstreamFailure>();
    this.outcome = promise;
    this.#resolve = resolve;
    this.#outbound = outbound;
    this.to = { protocol: 'http:', hostname: outbound.to.host, port: outbound.to.port };
    if (!outbound.hasBody) this.#startTimer();
  }

  /** A connection is there and nothing is written yet. */
  connected(request: ClientRequest): void {
    this.#request = request;
    if (this.#givenUp) {
      request.destroy();
      return;
    }
    request.path = this.#outbound.target;
    const { onInformation } = this.#outbound;
    if (onInformation) request.on('information', onInformation);
    if (this.#outbound.hasBody) request.once('finish', () => this.#startTimer());
  }

  settle(outcome: IncomingMessage | UpstreamFailure): void {
    clearTimeout(this.#timer);
    this.#settled = true;
    if (!('failure' in outcome)) this.#answer = outcome;
    this.#resolve(outcome);
  }

  fail(failure: UpstreamFailure['failure'] = this.#request ? 'broken' : 'unreachable'): void {
    this.settle({ failure, sent: this.#request !== null, reused: this.#request?.reusedSocket ?? false });
  }

  cancel(): void {
    // After its end there is nothing to take back, and the connection may be another request's already.
    if (!this.#answer?.readableEnded) this.#giveUp('cancelled');
  }

  /** http-proxy-middleware would end the caller's response here; that is for whoever relays the answer. */
  destroy(): void {}

  #startTimer(): void {
    if (!this.#settled) this.#timer = setTimeout(() => this.#giveUp('timeout'), this.#outbound.timeoutMs);
  }

  #giveUp(failure: 'timeout' | 'cancelled'): void {
    this.#givenUp = true;
    this.fail(failure);
    this.emit('close');
  }
}
