import type { ServerResponse } from 'node:http';

/** Answers that are the proxy's own. They tell the caller nothing of what is behind it. */
const TEXTS = {
  502: 'The service gave no valid answer.',
  504: 'The service did not answer in time.',
  508: 'The request came back to a proxy that it had already passed.',
} as const;

export type Refusal = keyof typeof TEXTS;

export function refuse(res: ServerResponse, status: Refusal): void {
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  const body = refusalBody(status);
  // What is left of the request's body would be read as the next request.
  if (!res.req.complete) res.shouldKeepAlive = false;
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' });
  res.end(body);
}

export function refusalBody(status: Refusal): string {
  return `${JSON.stringify({ error: TEXTS[status] })}\n`;
}
