import type { Exchange, Upstreams } from './exchange.ts';
import type { Outbound, UpstreamFailure } from './forwarder.ts';
import type { UpstreamAnswer } from './upstream-answer.ts';

const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);
const CALLER_GONE: UpstreamFailure = { failure: 'cancelled', sent: false, reused: false };

/** Sends the request, for as long as the caller waits; once more where a connection that had been kept alive turned out to be dead and sending twice does no harm. */
export async function sendRequest(exchange: Exchange, { forwarder, resends }: Upstreams, outbound: Outbound): Promise<UpstreamAnswer | UpstreamFailure> {
  const { req, res, request } = exchange;
  const attempt = (to: Outbound) => {
    if (res.closed) return CALLER_GONE;
    const sending = forwarder.send(req, to);
    res.once('close', () => sending.cancel());
    return sending.outcome;
  };
  const outcome = await attempt(outbound);
  const stale = 'failure' in outcome && outcome.failure === 'broken' && outcome.reused;
  const harmless = IDEMPOTENT.has(request.method) && (!request.hasBody || outbound.body !== undefined);
  return stale && harmless && resends.withdraw() ? attempt({ ...outbound, freshConnection: true }) : outcome;
}
