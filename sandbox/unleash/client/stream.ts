import type { Request, Response } from 'express';
import type { Store } from '../state/store.ts';
import type { ClientQuery } from './client-query.ts';
import { deltaOf, eventsSince } from './delta.ts';

/** The SDKs give a stream up after a minute of silence. */
const HEARTBEAT_MS = 15_000;
/** A reader that is so far behind is cut off; it comes back and is told where it stopped. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/** Tells a client of every change as server-sent events, from where it says that it stopped, until it leaves. */
export function streamChanges(store: Store, query: ClientQuery, request: Request, response: Response): void {
  const lastSeen = request.get('last-event-id');
  const since = lastSeen !== undefined && /^\d+$/.test(lastSeen) ? Number(lastSeen) : undefined;
  const write = (text: string): void => {
    response.write(text);
    if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
  };
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const missed = eventsSince(store, query, since);
  write(missed.length > 0 ? message(store.state.revision, since === undefined ? 'unleash-connected' : 'unleash-updated', missed) : ':\n\n');
  const stop = store.onChange((event) => write(message(event.id, 'unleash-updated', [deltaOf(store, query, event)])));
  const heartbeat = setInterval(() => write(':\n\n'), HEARTBEAT_MS);
  response.on('close', () => {
    stop();
    clearInterval(heartbeat);
  });
}

function message(id: number, event: string, events: readonly object[]): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify({ events })}\n\n`;
}
