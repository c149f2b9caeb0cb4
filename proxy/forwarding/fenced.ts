import type { Upstream } from '../../domain/decision.ts';
import { otherSide } from '../deciding/write-owner.ts';
import type { Group } from '../group.ts';
import { formatDecision } from '../observing/format-decision.ts';
import type { Exchange, Served, Upstreams } from './exchange.ts';
import type { UpstreamFailure } from './forwarder.ts';
import { refuseForNow } from './refuse.ts';
import { headerOf, type UpstreamAnswer } from './upstream-answer.ts';

/** By which a side says that it does not own the writes, and that nothing has happened. */
const FENCED_HEADER = 'x-banyan-fenced';

/** The answer by which a side refused the request, for it does not own the writes; `undefined` where it is another. Of groups whose data does not move it is an answer like any other. */
export function refusalOf(group: Group, outcome: UpstreamAnswer | UpstreamFailure): UpstreamAnswer | undefined {
  if (group.writes === null || 'failure' in outcome || outcome.status !== 503) return undefined;
  return headerOf(outcome, FENCED_HEADER) === undefined ? undefined : outcome;
}

/**
 * The same request for the other side: safe, for nothing has happened at the first. `undefined` where the other side was asked before, or the body was too large to be kept. What was
 * said is remembered for the requests that come.
 */
export async function passOn(exchange: Exchange, group: Group, side: Upstream, answer: UpstreamAnswer): Promise<Exchange | undefined> {
  answer.discard();
  group.writes?.fencedAt(side);
  const body = exchange.isSecond ? undefined : await bodyOf(exchange);
  if (body === undefined) return undefined;
  group.tally.fenced('passed-on');
  return { ...exchange, ...body, isSecond: true, decision: { group: group.name, upstream: otherSide(side), reason: 'fenced' } };
}

/** Tells the caller to come again: neither side has taken the request. */
export function refuseFenced({ res, request, decision }: Exchange, { clock }: Upstreams, group: Group): Served {
  group.tally.fenced('refused');
  const told = { ...decision, reason: 'fenced' as const };
  if (request.showDecision) res.setHeader('X-Banyan-Decision', formatDecision(told));
  refuseForNow(res);
  return { decision: told, status: 503, ms: clock.elapsed() - request.started, failure: null };
}

/** What the caller sends, whole; `undefined` where it was not kept. */
async function bodyOf({ req, request, body, kept }: Exchange): Promise<{ readonly body?: Buffer } | undefined> {
  if (body || !request.hasBody) return body ? { body } : {};
  if (!kept) return undefined;
  // The first side may have answered before it had read all of it.
  req.resume();
  const whole = await kept.body;
  return typeof whole === 'string' ? undefined : { body: Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength) };
}
