import type { IncomingMessage, ServerResponse } from 'node:http';
import { http2Stream } from '../listening/http2-stream.ts';

/** Begins an answer. Headers are name and value in turn; a header may come several times. */
export function writeHead(request: IncomingMessage, response: ServerResponse, status: number, message: string, headers: readonly string[]): void {
  if (!http2Stream(request)) return void response.writeHead(status, message, headers as string[]);
  // Node's compatibility layer for HTTP/2 takes repeated headers as lists only.
  const lists = new Map<string, string[]>();
  for (let i = 0; i < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase();
    const list = lists.get(name);
    if (list) list.push(headers[i + 1] as string);
    else lists.set(name, [headers[i + 1] as string]);
  }
  const single = [...lists].map(([name, values]) => [name, values.length === 1 ? (values[0] as string) : values] as const);
  response.writeHead(status, Object.fromEntries(single));
}

/** Lets the client see that an answer that has begun is not whole. */
export function breakOff(request: IncomingMessage, response: ServerResponse): void {
  const stream = http2Stream(request);
  if (stream) stream.close(INTERNAL_ERROR);
  else response.destroy();
}

/** RFC 9113 §7. */
const INTERNAL_ERROR = 2;
