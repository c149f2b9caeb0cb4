import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';

/** Callers with a session, a keep-alive connection and the load balancer's cookies each; and WebSockets, some of which lead to the candidate. */
export interface StickyCallers {
  /** When a request that the candidate answered was last sent, epoch milliseconds; or, of all, a WebSocket last heard of the candidate. */
  lastOnCandidate(what: 'all' | 'requests alone'): number;
  /** Of the requests of the last second. */
  candidateShare(): number;
  openSockets(): number;
  /** Has every WebSocket to the candidate opened anew, by whatever way there is now. */
  reopenSockets(): void;
  readonly failures: string[];
  readonly sent: () => number;
  stop(): Promise<void>;
}

export interface StickyCallersOptions {
  readonly url: string;
  readonly callers: number;
  readonly perSecond: number;
  readonly sockets: number;
}

const TICK_MS = 20;
const TEXT_FRAME = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]);

export function startStickyCallers({ url, callers, perSecond, sockets }: StickyCallersOptions): StickyCallers {
  const agents = Array.from({ length: callers }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  const cookies = Array.from({ length: callers }, (_, n) => new Map([['sid', `caller-${n}`]]));
  const failures: string[] = [];
  const recent: { readonly at: number; readonly candidate: boolean }[] = [];
  const open = new Set<Socket>();
  let next = 0;
  let sent = 0;
  let due = 0;
  let lastRequest = 0;
  let lastWord = 0;
  let underWay = 0;
  let stopped = false;

  function call(n: number): void {
    const at = Date.now();
    sent += 1;
    underWay += 1;
    const asked = request(`${url}/api/products/${n}`, { agent: agents[n], headers: { cookie: [...(cookies[n] ?? [])].map(([name, value]) => `${name}=${value}`).join('; ') } }, (answer) => {
      underWay -= 1;
      answer.resume();
      for (const each of answer.headers['set-cookie'] ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
        cookies[n]?.set(name, value);
      }
      const candidate = answer.headers['x-side'] === 'candidate';
      if (answer.statusCode !== 200) failures.push(`status ${answer.statusCode}`);
      if (candidate) lastRequest = Math.max(lastRequest, at);
      recent.push({ at, candidate });
      while ((recent[0]?.at ?? at) < at - 1_000) recent.shift();
    });
    asked.once('error', (error) => {
      underWay -= 1;
      failures.push(error.message);
    });
    asked.end();
  }

  function openSocket(n: number): void {
    if (stopped) return;
    const again = () => void (stopped || setTimeout(() => openSocket(n), 200).unref());
    const asked = request(`${url}/api/products/live`, { agent: false, headers: { cookie: `sid=caller-${n}`, connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' } });
    asked.once('upgrade', (answer, socket: Socket) => {
      const candidate = answer.headers['x-side'] === 'candidate';
      const talk = setInterval(() => socket.write(TEXT_FRAME), 100);
      socket.on('error', () => socket.destroy());
      // One that came to legacy is opened anew, until the candidate has it.
      if (candidate) open.add(socket);
      else setTimeout(() => socket.destroy(), 300).unref();
      // A close frame is no word of the candidate's.
      socket.on('data', (bytes: Buffer) => {
        if (candidate && bytes[0] === 0x81) lastWord = Date.now();
      });
      socket.once('close', () => {
        clearInterval(talk);
        open.delete(socket);
        again();
      });
    });
    asked.once('response', (answer) => answer.resume().once('close', again));
    asked.once('error', again);
    asked.end();
  }

  const quiet = (): Promise<void> => new Promise((resolve) => void (underWay === 0 ? resolve() : setTimeout(() => resolve(quiet()), TICK_MS)));

  const timer = setInterval(() => {
    for (due += (perSecond * TICK_MS) / 1_000; due >= 1; due -= 1) call(next++ % callers);
  }, TICK_MS);
  for (let n = 0; n < sockets; n++) openSocket(n);

  return {
    lastOnCandidate: (what) => (what === 'all' ? Math.max(lastRequest, lastWord) : lastRequest),
    candidateShare: () => recent.filter(({ candidate }) => candidate).length / Math.max(1, recent.length),
    openSockets: () => open.size,
    reopenSockets() {
      for (const socket of open) socket.destroy();
    },
    failures,
    sent: () => sent,
    async stop() {
      clearInterval(timer);
      await quiet();
      stopped = true;
      for (const socket of open) socket.destroy();
      for (const agent of agents) agent.destroy();
    },
  };
}
