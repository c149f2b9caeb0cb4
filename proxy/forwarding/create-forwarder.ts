import type { Dial } from './dial.ts';
import type { Forwarder, Outbound } from './forwarder.ts';
import { createMiddlewareForwarder } from './middleware-forwarder.ts';
import { createUndiciForwarder } from './undici-forwarder.ts';
import { headerOf } from './upstream-answer.ts';

export type ForwarderKind = 'undici' | 'http-proxy-middleware';

/** undici sends what it can say exactly, which is nearly everything, and http-proxy-middleware the rest; or all that comes from callers, where that is asked for. */
export function createForwarder(dial: Dial, kind: ForwarderKind, elapsed: () => number): Forwarder {
  const [undici, middleware] = [createUndiciForwarder(dial, elapsed), createMiddlewareForwarder(dial, elapsed)];
  return {
    send(req, outbound) {
      // http-proxy-middleware has no body to send but the caller's.
      const byUndici = outbound.body !== undefined || (kind === 'undici' && isPlain(outbound));
      return (byUndici ? undici : middleware).send(req, outbound);
    },
    close() {
      undici.close();
      middleware.close();
    },
  };
}

/** undici sends no trailers, and no target but a path (`OPTIONS *`). */
function isPlain({ target, headers }: Outbound): boolean {
  return target.startsWith('/') && headerOf({ rawHeaders: headers }, 'trailer') === undefined;
}
