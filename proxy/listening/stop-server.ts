import type { Server, ServerResponse } from 'node:http';
import type { Connections } from './connections.ts';

/** How a server comes to its end without losing a request. */
export interface Stopping {
  /** Takes note of an answer that is to be given: while the server drains it may be its connection's last. */
  begun(res: ServerResponse): void;
  /** Takes connections for `drainMs` more (told again, the earlier counts), then waits until every request is answered, or for `boundMs`. */
  stop(drainMs: number, boundMs: number): Promise<void>;
}

/** Who has opened a connection has so long at most, once no more are taken, to ask his first question on it, or one more. */
const LAST_WORDS_MS = 1_000;
const SWEEP_MS = 50;

export function createStopping(server: Server, connections: Connections, onStopped: () => void): Stopping {
  const drained = Promise.withResolvers<void>();
  let isDraining = false;
  let lastWordsMs = LAST_WORDS_MS;
  let stopped: Promise<void> | undefined;

  /** Decided when its head is written: requests that a caller has sent ahead by then are answered too, and none that comes after is taken. */
  function mayBeLast(res: ServerResponse): void {
    const writeHead = res.writeHead.bind(res) as (...head: unknown[]) => ServerResponse;
    res.writeHead = (...head: unknown[]) => {
      if (connections.isNewest(res)) {
        res.shouldKeepAlive = false;
        connections.end(res.req.socket);
      }
      return writeHead(...head);
    };
  }

  async function close(boundMs: number): Promise<void> {
    await drained.promise;
    // Node would end idle connections at once, those among them whose next request is on its way.
    const closeIdle = server.closeIdleConnections.bind(server);
    server.closeIdleConnections = () => {};
    const closed = new Promise((resolve) => server.close(resolve));
    let sweep: NodeJS.Timeout | undefined;
    const lastWords = setTimeout(() => {
      // To Node they are busy with their first request.
      connections.endSilent();
      sweep = setInterval(closeIdle, SWEEP_MS);
    }, lastWordsMs);
    const end = setTimeout(() => server.closeAllConnections(), boundMs);
    onStopped();
    await closed;
    connections.close();
    for (const timer of [lastWords, sweep, end]) clearTimeout(timer);
  }

  return {
    begun(res) {
      if (isDraining) mayBeLast(res);
    },
    stop(drainMs, boundMs) {
      if (!isDraining) connections.unanswered().forEach(mayBeLast);
      isDraining = true;
      lastWordsMs = Math.min(lastWordsMs, drainMs);
      setTimeout(drained.resolve, drainMs).unref();
      return (stopped ??= close(boundMs));
    },
  };
}
