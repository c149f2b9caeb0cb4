import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { writeAccessLog } from '../observing/access-log.ts';
import { readRequest, type CallerRequest } from '../listening/caller-request.ts';
import { decideRoute } from '../deciding/decide-route.ts';
import type { Dial } from './dial.ts';
import { DialAgent } from './dial-agent.ts';
import type { ProxyDeps } from '../app.ts';
import { answerHeaders, headerObject } from './message-headers.ts';
import { receivedAnswer } from './received-answer.ts';
import { refusalBody, type Refusal } from './refuse.ts';
import type { UpstreamAddress } from './upstream-address.ts';

/** WebSockets: once the upstream has agreed, bytes go both ways until one side ends. No fallback, for both sides take part from the first byte. */
export interface Tunnels {
  open(req: IncomingMessage, socket: Socket, head: Buffer): void;
  /** Ends those that are open. */
  close(): void;
}

export type TunnelDeps = Pick<ProxyDeps, 'name' | 'groups' | 'flags' | 'source' | 'clock' | 'legacy' | 'metrics' | 'log'> & { readonly dial: Dial };

export function createTunnels({ name, groups, flags, source, clock, legacy, metrics, log, dial }: TunnelDeps): Tunnels {
  const sockets = new Set<Socket>();

  function open(req: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    const request = readRequest(req, { proxy: name, source, clock });
    if (request === 'loop') return refuseTunnel(socket, 508);

    const decision = decideRoute(request, groups, flags);
    const group = groups.find((each) => each.name === decision.group);
    const toCandidate = decision.upstream === 'candidate' && group;
    const asked = toCandidate && group.rewriting ? { ...request, ...group.rewriting.request(request) } : request;
    connectUpstream(req, asked, socket, head, {
      to: toCandidate ? group.candidate : legacy.address,
      timeoutMs: toCandidate ? group.cohort.timeoutMs : legacy.timeoutMs,
      onStatus(status) {
        const ms = clock.elapsed() - request.started;
        group?.tally.served(decision.upstream, request.session, status, ms);
        metrics({ decision, status, ms });
        writeAccessLog(log, request, { decision, status, ms });
      },
    });
  }

  interface Leg {
    readonly to: UpstreamAddress;
    readonly timeoutMs: number;
    readonly onStatus: (status: number) => void;
  }

  function connectUpstream(req: IncomingMessage, { method, target, headers }: CallerRequest, socket: Socket, head: Buffer, { to, timeoutMs, onStatus }: Leg): void {
    const upstream = httpRequest({
      agent: new DialAgent(() => dial(to), { keepAlive: false }),
      method,
      path: target,
      headers: { ...headerObject(headers), Connection: 'Upgrade', Upgrade: req.headers.upgrade ?? 'websocket' },
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
      onAnswer(101);
      join(socket, upstreamSocket);
      socket.write(formatHead(answer, answer.rawHeaders));
      socket.write(upstreamHead);
      upstreamSocket.write(head);
    });
    upstream.once('response', (answer) => {
      onAnswer(answer.statusCode ?? 502);
      socket.write(formatHead(answer, [...answerHeaders(receivedAnswer(answer), '1.0'), 'Connection', 'close']));
      answer.pipe(socket);
    });
    upstream.once('error', () => {
      clearTimeout(timer);
      if (answered || socket.destroyed) return socket.destroy();
      const status = timedOut ? 504 : 502;
      onStatus(status);
      refuseTunnel(socket, status);
    });
    upstream.end();
  }

  return {
    open,
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function join(a: Socket, b: Socket): void {
  for (const [from, to] of [[a, b], [b, a]] as const) {
    from.setTimeout(0);
    from.setNoDelay(true);
    from.on('error', () => to.destroy());
    from.once('close', () => to.destroy());
    from.pipe(to);
  }
}

function refuseTunnel(socket: Socket, status: Refusal): void {
  const body = refusalBody(status);
  const reason = { 502: 'Bad Gateway', 504: 'Gateway Timeout', 508: 'Loop Detected' }[status];
  socket.end(`HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}

function formatHead({ statusCode, statusMessage }: IncomingMessage, raw: readonly string[]): Buffer {
  let head = `HTTP/1.1 ${statusCode ?? 502} ${statusMessage ?? ''}\r\n`;
  for (let i = 0; i < raw.length; i += 2) head += `${raw[i] ?? ''}: ${raw[i + 1] ?? ''}\r\n`;
  return Buffer.from(`${head}\r\n`, 'latin1');
}
