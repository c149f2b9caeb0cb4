import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { messageOf } from '../../domain/errors.ts';
import type { DecisionReason } from '../../domain/decision.ts';
import type { CallerRequest } from '../listening/caller-request.ts';
import { decideRoute } from '../deciding/decide-route.ts';
import type { Routed } from '../deciding/route-request.ts';
import type { TunnelMetrics } from '../observing/tunnel-metrics.ts';
import type { Dial } from './dial.ts';
import { DialAgent } from './dial-agent.ts';
import type { UpstreamFailure } from './forwarder.ts';
import type { ProxyDeps } from '../app.ts';
import { isSound } from './answer-shape.ts';
import { answerHeaders, headerObject } from './message-headers.ts';
import { receivedAnswer } from './received-answer.ts';
import { rawRefusal, type Refusal } from './refuse.ts';
import { FAREWELL_MS, joinTunnel, type Tunnel } from './tunnel.ts';
import type { UpstreamAddress } from './upstream-address.ts';
import { headersForHost, type HostPolicy } from './upstream-host.ts';

/** WebSockets: once the upstream has agreed, bytes go both ways until one side ends. No fallback, for both sides take part from the first byte. */
export interface Tunnels {
  open(req: IncomingMessage, socket: Socket, head: Buffer): void;
  /** Takes leave of those that are open. */
  close(): void;
}

export interface TunnelLimits {
  /** Open at once; beyond it 503. */
  readonly most: number;
  /** Without a byte for so long a tunnel is closed; `null`: never. */
  readonly idleMs: number | null;
  /** What becomes of a tunnel to the candidate when its caller is taken back to legacy. */
  readonly onRollback: 'close' | 'leave';
}

/** Reasons of a decision by which somebody took callers back; others are doubts, which are for new requests. */
const TAKEN_BACK = new Set<DecisionReason>(['override', 'flag-off', 'flags-unknown', 'not-in-cohort']);
/** So often it is looked whether callers were taken back. */
const LOOK_EVERY_MS = 250;

export type TunnelDeps = Pick<ProxyDeps, 'route' | 'groups' | 'flags' | 'clock' | 'legacy' | 'observing' | 'log'> & {
  readonly dial: Dial;
  readonly limits: TunnelLimits;
  readonly hostPolicy: HostPolicy;
  readonly tunnelMetrics: TunnelMetrics;
};

export function createTunnels({ route, groups, flags, clock, legacy, observing, log, dial, limits, hostPolicy, tunnelMetrics }: TunnelDeps): Tunnels {
  const sockets = new Set<Socket>();
  const tunnels = new Set<Tunnel>();
  const onCandidate = new Map<Tunnel, CallerRequest>();

  const look = setInterval(() => {
    for (const [tunnel, request] of onCandidate) {
      if (TAKEN_BACK.has(decideRoute(request, groups, flags).reason)) tunnel.close(1012, 'rolled-back');
    }
  }, LOOK_EVERY_MS);
  look.unref();

  function open(req: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (sockets.size > limits.most) return refuseTunnel(socket, 503);
    Promise.try(() => route(req))
      .then((routed) => (routed === 'loop' ? refuseLoop(socket) : openRouted(req, routed, socket, head)))
      .catch((error: unknown) => {
        observing.refused('fault');
        log.error({ error: messageOf(error) }, 'an upgrade failed in the proxy');
        refuseTunnel(socket, 502);
      });
  }

  function refuseLoop(socket: Socket): void {
    observing.refused('loop');
    refuseTunnel(socket, 508);
  }

  function openRouted(req: IncomingMessage, { request: asRouted, decision, group, introduce }: Routed, socket: Socket, head: Buffer): void {
    if (socket.destroyed) return;
    const request = observing.arrived(req, asRouted);
    const toCandidate = decision.upstream === 'candidate' && group;
    const translated = toCandidate && group.rewriting ? { ...request, ...group.rewriting.request(request) } : request;
    const asked = introduce ? { ...translated, headers: introduce(translated.headers) } : translated;
    connectUpstream(req, asked, socket, head, {
      to: toCandidate ? group.candidate : legacy.address,
      timeoutMs: toCandidate ? group.cohort.timeoutMs : legacy.timeoutMs,
      onStatus(status, failure = null) {
        const ms = clock.elapsed() - request.started;
        group?.tally.served(decision.upstream, request.session, status, ms);
        observing.served(req, request, { decision, status, ms, failure });
      },
      onOpen(upstream) {
        tunnelMetrics.opened(decision);
        const tunnel = joinTunnel(socket, upstream, {
          idleMs: limits.idleMs,
          onEnd(why) {
            tunnels.delete(tunnel);
            onCandidate.delete(tunnel);
            tunnelMetrics.ended(decision, why);
            observing.passed(req, decision);
          },
        });
        tunnels.add(tunnel);
        if (toCandidate && limits.onRollback === 'close') onCandidate.set(tunnel, request);
      },
    });
  }

  interface Leg {
    readonly to: UpstreamAddress;
    readonly timeoutMs: number;
    readonly onStatus: (status: number, failure?: UpstreamFailure['failure'] | null) => void;
    /** The upstream has agreed. */
    readonly onOpen: (upstream: Socket) => void;
  }

  function connectUpstream(req: IncomingMessage, { method, target, headers }: CallerRequest, socket: Socket, head: Buffer, { to, timeoutMs, onStatus, onOpen }: Leg): void {
    const upstream = httpRequest({
      agent: new DialAgent(() => dial(to), { keepAlive: false }),
      method,
      path: target,
      headers: { ...headerObject(headersForHost(headers, to, hostPolicy)), Connection: 'Upgrade', Upgrade: req.headers.upgrade ?? 'websocket' },
    });
    let timedOut = false;
    let answered = false;
    const onAnswer = (status: number) => {
      clearTimeout(timer);
      answered = true;
      onStatus(status);
    };
    const timer = setTimeout(() => {
      timedOut = true;
      upstream.destroy();
    }, timeoutMs);
    socket.once('close', () => upstream.destroy());
    upstream.once('upgrade', (answer, upstreamSocket: Socket, upstreamHead) => {
      if (answer.headers.upgrade?.toLowerCase() !== 'websocket') {
        upstreamSocket.destroy();
        return fail();
      }
      onAnswer(101);
      socket.write(formatHead(answer, answer.rawHeaders));
      // Into the streams, for these are the first frames.
      if (upstreamHead.length > 0) upstreamSocket.unshift(upstreamHead);
      if (head.length > 0) socket.unshift(head);
      onOpen(upstreamSocket);
    });
    upstream.once('response', (answer) => {
      if (!isSound(receivedAnswer(answer))) {
        upstream.destroy();
        return fail();
      }
      onAnswer(answer.statusCode ?? 502);
      socket.write(formatHead(answer, [...answerHeaders(receivedAnswer(answer), '1.0'), 'Connection', 'close']));
      answer.pipe(socket);
      // The caller's side would stay open for as long as he likes.
      socket.once('finish', () => socket.destroy());
    });
    upstream.once('error', fail);
    function fail(): void {
      clearTimeout(timer);
      if (answered || socket.destroyed) {
        socket.destroy();
        return;
      }
      answered = true;
      const status = timedOut ? 504 : 502;
      onStatus(status, timedOut ? 'timeout' : 'broken');
      refuseTunnel(socket, status);
    }
    upstream.end();
  }

  return {
    open,
    close() {
      clearInterval(look);
      for (const tunnel of tunnels) tunnel.close(1001, 'stopped');
      // Those that no upstream has answered yet have no leave to take.
      setTimeout(() => sockets.forEach((socket) => socket.destroy()), FAREWELL_MS).unref();
    },
  };
}

function refuseTunnel(socket: Socket, status: Refusal): void {
  socket.end(rawRefusal(status), () => socket.destroy());
}

function formatHead({ statusCode, statusMessage }: IncomingMessage, raw: readonly string[]): Buffer {
  let head = `HTTP/1.1 ${statusCode ?? 502} ${statusMessage ?? ''}\r\n`;
  for (let i = 0; i < raw.length; i += 2) head += `${raw[i] ?? ''}: ${raw[i + 1] ?? ''}\r\n`;
  return Buffer.from(`${head}\r\n`, 'latin1');
}
