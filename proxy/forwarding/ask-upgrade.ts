import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { isSound } from './answer-shape.ts';
import type { Dial } from './dial.ts';
import { DialAgent } from './dial-agent.ts';
import type { UpstreamFailure } from './forwarder.ts';
import { MAX_INTERIM_ANSWERS } from './limits.ts';
import { answerHeaders, headerObject } from './message-headers.ts';
import { receivedAnswer } from './received-answer.ts';
import { rawRefusal, type Refusal } from './refuse.ts';
import type { UpstreamAddress } from './upstream-address.ts';
import { headersForHost, type HostPolicy } from './upstream-host.ts';

/** A caller's wish to go on as a WebSocket, as it goes out. */
export interface Upgrade {
  readonly to: UpstreamAddress;
  readonly method: string;
  readonly target: string;
  /** `[name, value, …]`, without those of the caller's own connection. */
  readonly headers: readonly string[];
  /** What the caller wants to speak, as he writes it. */
  readonly protocol: string;
  /** Milliseconds the upstream has for its answer. */
  readonly timeoutMs: number;
  /** There is an answer, or none to hope for. */
  readonly onStatus: (status: number, failure: UpstreamFailure['failure'] | null) => void;
  /** The upstream has agreed. */
  readonly onOpen: (upstream: Socket) => void;
}

/** Where the wish comes from: the caller's connection, and what he sent behind it. */
export interface Asking {
  readonly socket: Socket;
  readonly head: Buffer;
}

export interface AskOptions {
  readonly dial: Dial;
  readonly hostPolicy: HostPolicy;
}

/** Asks an upstream to upgrade. Whatever it says the caller is told; where it declines, his connection ends with that. */
export function askUpgrade({ socket, head }: Asking, upgrade: Upgrade, { dial, hostPolicy }: AskOptions): void {
  const { to, method, target, headers, protocol, timeoutMs, onStatus, onOpen } = upgrade;
  const upstream = httpRequest({
    agent: new DialAgent(() => dial(to), null),
    method,
    path: target,
    headers: { ...headerObject(headersForHost(headers, to, hostPolicy)), Connection: 'Upgrade', Upgrade: protocol },
  });
  let timedOut = false;
  let answered = false;
  let interim = 0;
  const timer = setTimeout(() => {
    timedOut = true;
    upstream.destroy();
  }, timeoutMs);

  function settle(status: number, failure: UpstreamFailure['failure'] | null = null): void {
    clearTimeout(timer);
    answered = true;
    onStatus(status, failure);
  }

  function fail(): void {
    // He is being told already.
    if (socket.writableEnded) return;
    if (answered || socket.destroyed) {
      clearTimeout(timer);
      socket.destroy();
      return;
    }
    const status = timedOut ? 504 : 502;
    settle(status, timedOut ? 'timeout' : 'broken');
    refuseUpgrade(socket, status);
  }

  socket.once('close', () => upstream.destroy());
  upstream.on('information', () => {
    if (++interim <= MAX_INTERIM_ANSWERS) return;
    upstream.destroy();
    fail();
  });
  upstream.once('upgrade', (answer, upstreamSocket: Socket, upstreamHead) => {
    // What came with one interim answer too many is parsed all the same.
    if (answered || answer.headers.upgrade?.toLowerCase() !== 'websocket') {
      upstreamSocket.destroy();
      return fail();
    }
    settle(101);
    socket.write(formatHead(answer, answer.rawHeaders));
    // Into the streams, for these are the first frames.
    if (upstreamHead.length > 0) upstreamSocket.unshift(upstreamHead);
    if (head.length > 0) socket.unshift(head);
    onOpen(upstreamSocket);
  });
  upstream.once('response', (answer) => {
    if (answered || !isSound(receivedAnswer(answer))) {
      upstream.destroy();
      return fail();
    }
    settle(answer.statusCode ?? 502);
    socket.write(formatHead(answer, [...answerHeaders(receivedAnswer(answer), '1.0'), 'Connection', 'close']));
    answer.pipe(socket);
    // The caller's side would stay open for as long as he likes.
    socket.once('finish', () => socket.destroy());
  });
  upstream.once('error', fail);
  upstream.end();
}

export function refuseUpgrade(socket: Socket, status: Refusal): void {
  socket.end(rawRefusal(status), () => socket.destroy());
}

function formatHead({ statusCode, statusMessage }: IncomingMessage, raw: readonly string[]): Buffer {
  let head = `HTTP/1.1 ${statusCode ?? 502} ${statusMessage ?? ''}\r\n`;
  for (let i = 0; i < raw.length; i += 2) head += `${raw[i] ?? ''}: ${raw[i + 1] ?? ''}\r\n`;
  return Buffer.from(`${head}\r\n`, 'latin1');
}
