import { Agent, request, type IncomingMessage, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { onCleanup } from './cleanup.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type AskOptions = Omit<RequestOptions, 'headers'> & { readonly headers?: Record<string, string | number>; readonly body?: string | Buffer };

/** One request on a connection of its own. */
export function ask(port: number, path: string, { body, ...options }: AskOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, path, agent: new Agent({ keepAlive: false }), ...options }, (res) => {
      let text = '';
      res.setEncoding('latin1');
      res.on('data', (chunk: string) => (text += chunk));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: text }));
      res.on('error', reject);
    });
    req.on('error', reject);
    req.end(body);
  });
}

/** A caller whose cookie is `sid`. */
export function askAs(caller: string, port: number, path: string, options: AskOptions = {}): Promise<Answer> {
  return ask(port, path, { ...options, headers: { cookie: `theme=dark; sid=${caller}`, ...options.headers } });
}

export interface RawConnection {
  /** Everything received so far, byte for byte. */
  received(): string;
  send(bytes: string | Buffer): void;
  destroy(): void;
  closed(): boolean;
  readonly ended: Promise<void>;
}

export function openRaw(port: number): RawConnection {
  let text = '';
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('data', (data) => (text += data.toString('latin1')));
  const ended = new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
    socket.on('error', () => {});
  });
  onCleanup(() => socket.destroy());
  return { received: () => text, send: (bytes) => void socket.write(bytes), destroy: () => void socket.destroy(), closed: () => socket.closed, ended };
}

/** Sends bytes and gives back everything that comes until the other side hangs up. */
export async function exchangeRaw(port: number, bytes: string | Buffer): Promise<string> {
  const connection = openRaw(port);
  connection.send(bytes);
  await connection.ended;
  return connection.received();
}
