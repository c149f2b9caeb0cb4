import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { messageOf } from '../../domain/errors.ts';
import type { DecisionReason } from '../../domain/decision.ts';
import { decideRoute } from '../deciding/decide-route.ts';
import type { Routed } from '../deciding/route-request.ts';
import type { TunnelMetrics } from '../observing/tunnel-metrics.ts';
import { askUpgrade, refuseUpgrade, type Upgrade } from './ask-upgrade.ts';
import type { Dial } from './dial.ts';
import type { ProxyDeps } from '../app.ts';
import { FAREWELL_MS, joinTunnel, type Tunnel } from './tunnel.ts';
import type { HostPolicy } from './upstream-host.ts';

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
/** So often it is looked whether callers were taken back, and what they sent and got. */
const LOOK_EVERY_MS = 250;

/** Whose tunnel it is. */
interface Passenger extends Pick<Routed, 'request' | 'decision'> {
  readonly req: IncomingMessage;
}

export type TunnelDeps = Pick<ProxyDeps, 'route' | 'groups' | 'flags' | 'clock' | 'legacy' | 'observing' | 'log'> & {
  readonly dial: Dial;
  readonly limits: TunnelLimits;
  readonly hostPolicy: HostPolicy;
  readonly tunnelMetrics: TunnelMetrics;
};

export function createTunnels({ route, groups, flags, clock, legacy, observing, log, dial, limits, hostPolicy, tunnelMetrics }: TunnelDeps): Tunnels {
  const sockets = new Set<Socket>();
  const tunnels = new Map<Tunnel, Passenger>();

  const look = setInterval(() => {
    for (const [tunnel, { req, request, decision }] of tunnels) {
      // A tunnel may last for days: its bytes are counted as they go by.
      observing.passed(req, decision);
      if (decision.upstream === 'candidate' && limits.onRollback === 'close' && TAKEN_BACK.has(decideRoute(request, groups, flags).reason)) tunnel.close(1012, 'rolled-back');
    }
  }, LOOK_EVERY_MS);
  look.unref();

  function open(req: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (sockets.size > limits.most) return refuseUpgrade(socket, 503);
    openIfNew(req, socket, head).catch((error: unknown) => {
      observing.refused('fault');
      log.error({ error: messageOf(error) }, 'an upgrade failed in the proxy');
      refuseUpgrade(socket, 502);
    });
  }

  async function openIfNew(req: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const routed = await route(req);
    if (typeof routed !== 'string') return openRouted(req, routed, socket, head);
    observing.refused(routed);
    refuseUpgrade(socket, routed === 'loop' ? 508 : 410);
  }

  function openRouted(req: IncomingMessage, { request: asRouted, decision, group, introduce }: Routed, socket: Socket, head: Buffer): void {
    if (socket.destroyed) return;
    const request = observing.arrived(req, asRouted);
    const toCandidate = decision.upstream === 'candidate' && group;
    const translated = toCandidate && group.rewriting ? { ...request, ...group.rewriting.request(request) } : request;
    const asked = introduce ? { ...translated, headers: introduce(translated.headers) } : translated;
    const upgrade: Upgrade = {
      ...asked,
      to: toCandidate ? group.candidate : legacy.address,
      protocol: req.headers.upgrade ?? 'websocket',
      timeoutMs: toCandidate ? group.cohort.timeoutMs : legacy.timeoutMs,
      onStatus(status, failure) {
        const ms = clock.elapsed() - request.started;
        if (decision.upstream === 'legacy') group?.legacyCallers.answered(request);
        group?.tally.served(decision.upstream, request.session, status, ms);
        observing.served(req, request, { decision, status, ms, failure });
      },
      onOpen(upstream) {
        tunnelMetrics.opened(decision);
        const tunnel = joinTunnel(socket, upstream, {
          idleMs: limits.idleMs,
          onEnd(why) {
            tunnels.delete(tunnel);
            tunnelMetrics.ended(decision, why);
            observing.passed(req, decision);
          },
        });
        tunnels.set(tunnel, { req, request, decision });
      },
    };
    askUpgrade({ socket, head }, upgrade, { dial, hostPolicy });
  }

  return {
    open,
    close() {
      clearInterval(look);
      for (const tunnel of tunnels.keys()) tunnel.close(1001, 'stopped');
      // Those that no upstream has answered yet have no leave to take.
      setTimeout(() => sockets.forEach((socket) => socket.destroy()), FAREWELL_MS).unref();
    },
  };
}
