import { STATUS_CODES, type ServerResponse } from 'node:http';

/** Answers that are the proxy's own. They tell the caller nothing of what is behind it. */
const TEXTS = {
  400: 'The request is malformed.',
  403: 'What is marked as a copy may not change anything.',
  405: 'This method is not served here.',
  408: 'The request did not come in time.',
  410: 'This is no more.',
  413: 'The body is too large.',
  414: 'The address is too long.',
  417: 'The expectation cannot be met.',
  421: 'This host is not served here.',
  431: 'The headers are too large or too many.',
  501: 'The request is framed in a way that is not supported.',
  502: 'The service gave no valid answer.',
  503: 'There are too many connections or requests at once.',
  504: 'The service did not answer in time.',
  505: 'This version of HTTP is not spoken here.',
  508: 'The request came back to a proxy that it had already passed.',
} as const;

export type Refusal = keyof typeof TEXTS;

export function refuse(res: ServerResponse, status: Refusal, text: string = TEXTS[status]): void {
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  // What is left of the request's body would be read as the next request.
  if (!res.req.complete && !res.req.readableEnded) res.shouldKeepAlive = false;
  writeRefusal(res, status, text);
  res.end();
}

/** Says that neither side may take the request just now, and when to come again. Nothing has happened. */
export function refuseForNow(res: ServerResponse): void {
  res.setHeader('retry-after', '1');
  refuse(res, 503, 'The data behind this is changing hands. Nothing was done.');
}

/** The same while the caller may still be sending: closing at once would take the answer away from him, so what he sends is let by for a while. */
export function refuseUnread(res: ServerResponse, status: Refusal): void {
  turnedAway.add(res);
  res.shouldKeepAlive = false;
  writeRefusal(res, status);
  const end = () => {
    clearTimeout(timer);
    res.end();
  };
  if (res.req.readableEnded) return void res.end();
  const timer = setTimeout(end, LINGER_MS).unref();
  res.req.once('end', end).once('close', end).resume();
}

/** Whether all of an answer was written by {@link refuseUnread}, so that it may be ended whatever else comes. */
export function isTurnedAway(res: ServerResponse): boolean {
  return turnedAway.has(res);
}

const turnedAway = new WeakSet<ServerResponse>();
const LINGER_MS = 2_000;

function writeRefusal(res: ServerResponse, status: Refusal, text: string = TEXTS[status]): void {
  const body = refusalBody(text);
  // With its reason: an upstream's that could not be written may be left on the response.
  res.writeHead(status, STATUS_CODES[status] ?? '', { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store', ...ALLOW[status] });
  res.write(body);
}

const ALLOW: Partial<Record<Refusal, Record<string, string>>> = { 405: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' } };

function refusalBody(text: string): string {
  return `${JSON.stringify({ error: text })}\n`;
}

/** For a connection that has no response: all of it, as it goes over the wire. The connection is to be closed after it. */
export function rawRefusal(status: Refusal): string {
  const body = refusalBody(TEXTS[status]);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n${body}`;
}
