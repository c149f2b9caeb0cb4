import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Decision, Upstream } from '../../domain/decision.ts';
import type { CallerRequest, Clock } from '../listening/caller-request.ts';
import type { Forwarder, Outbound, UpstreamFailure } from './forwarder.ts';
import type { Group } from '../group.ts';
import type { Introduce } from '../identity/introductions.ts';
import { toCaller, toCandidate, type Translated, type Untranslatable } from '../rewriting/translate.ts';
import { refuse } from './refuse.ts';
import { formatDecision } from '../observing/format-decision.ts';
import { relay, relayInterim } from './relay.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { UpstreamAddress } from './upstream-address.ts';
import type { AnswerReader, UpstreamAnswer } from './upstream-answer.ts';

/** What became of a request. */
export interface Served {
  readonly decision: Decision;
  /** Status the caller got; `null` where the caller left before there was one. */
  readonly status: number | null;
  /** Milliseconds to the first byte. */
  readonly ms: number;
  /** Why the upstream that was asked last gave no answer, or not all of it; `null` where it did. */
  readonly failure: UpstreamFailure['failure'] | 'broke-off' | null;
}

export interface Upstreams {
  readonly forwarder: Forwarder;
  readonly legacy: { readonly address: UpstreamAddress; readonly timeoutMs: number };
  /** For requests that legacy gets a second time. */
  readonly resends: RetryBudget;
  readonly clock: Clock;
}

/** One request on its way: who asks, who is to answer, and where the answer goes. */
export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly request: CallerRequest;
  readonly decision: Decision;
  readonly group: Group | undefined;
  /** Tells the candidate, and never legacy, who calls. */
  readonly introduce?: Introduce | undefined;
  /** Is shown legacy's answer before it is relayed, and may read along. */
  readonly tapLegacy?: ((answer: UpstreamAnswer) => AnswerReader | undefined) | undefined;
  /** The body, where it has been read to be rewritten. */
  readonly body?: Buffer | undefined;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const IDEMPOTENT = new Set([...SAFE, 'PUT', 'DELETE']);
/** What a candidate says that cannot serve now. */
const UNAVAILABLE = new Set([502, 503, 504]);

/** Has the upstream that was decided for answer the request, and legacy where the candidate fails it in time. */
export function serve(exchange: Exchange, upstreams: Upstreams): Promise<Served> {
  return exchange.decision.upstream === 'candidate' && exchange.group ? serveByCandidate(exchange, exchange.group, upstreams) : serveByLegacy(exchange, upstreams);
}

async function serveByLegacy(exchange: Exchange, upstreams: Upstreams): Promise<Served> {
  const since = upstreams.clock.elapsed();
  const { address, timeoutMs } = upstreams.legacy;
  const { request, res, body } = exchange;
  upstreams.resends.deposit();
  const outcome = await send(exchange, upstreams, { ...outgoing(request, body), to: address, timeoutMs, onInterim: (interim) => relayInterim(res, interim) });
  const tap = 'failure' in outcome ? undefined : exchange.tapLegacy?.(outcome);
  return finish(exchange, upstreams, { side: 'legacy', since, outcome, tap });
}

async function serveByCandidate(exchange: Exchange, group: Group, upstreams: Upstreams): Promise<Served> {
  const { request } = exchange;
  const translated: Translated | Untranslatable | UpstreamFailure = group.rewriting ? await toCandidate(exchange, group.rewriting) : request;
  if ('failure' in translated) return finish(exchange, upstreams, { side: 'candidate', since: request.started, outcome: translated });
  const held: Exchange = translated.held ? { ...exchange, body: translated.held } : exchange;
  if ('untranslatable' in translated) return serveByLegacy(insteadOfCandidate(held, group, 'untranslatable'), upstreams);

  const report = group.breaker.begin();
  group.fallbacks.deposit();
  const headers = exchange.introduce?.(translated.headers) ?? translated.headers;
  const sent = await send(exchange, upstreams, { ...outgoing({ ...request, ...translated, headers }, translated.body), to: group.candidate, timeoutMs: group.cohort.timeoutMs });
  const outcome = group.rewriting && !('failure' in sent) ? await toCaller(sent, request, group.rewriting) : sent;
  const cancelled = 'failure' in outcome && outcome.failure === 'cancelled';
  const failed = !cancelled && ('failure' in outcome || UNAVAILABLE.has(outcome.status));
  report(cancelled ? 'unknown' : failed ? 'failure' : 'success');

  const repeatable = (SAFE.has(request.method) && (!request.hasBody || held.body !== undefined)) || ('failure' in outcome && !outcome.sent);
  if (!failed || !repeatable || !group.fallbacks.withdraw()) return finish(exchange, upstreams, { side: 'candidate', since: request.started, outcome });
  if (!('failure' in outcome)) outcome.discard();
  group.tally.served('candidate', request.session, 'failure' in outcome ? null : outcome.status, upstreams.clock.elapsed() - request.started);
  group.tally.fellBack();
  return serveByLegacy(insteadOfCandidate(held, group, 'fallback'), upstreams);
}

function insteadOfCandidate(exchange: Exchange, group: Group, reason: 'fallback' | 'untranslatable'): Exchange {
  return { ...exchange, decision: { group: group.name, upstream: 'legacy', reason } };
}

type Outgoing = Omit<Outbound, 'freshConnection' | 'decision'>;

function outgoing({ method, target, headers, hasBody }: Pick<CallerRequest, 'method' | 'target' | 'headers' | 'hasBody'>, body: Buffer | undefined) {
  return { method, target, headers, hasBody, body };
}

/** Sends the request; once more where a connection that had been kept alive turned out to be dead and sending twice does no harm. */
async function send({ req, res, request, decision }: Exchange, { forwarder, resends }: Upstreams, outbound: Outgoing): Promise<UpstreamAnswer | UpstreamFailure> {
  const attempt = (freshConnection: boolean) => {
    if (res.closed) return Promise.resolve<UpstreamFailure>({ failure: 'cancelled', sent: false, reused: false });
    const sending = forwarder.send(req, { ...outbound, decision, freshConnection });
    res.once('close', () => sending.cancel());
    return sending.outcome;
  };
  const outcome = await attempt(false);
  const stale = 'failure' in outcome && outcome.failure === 'broken' && outcome.reused;
  const harmless = IDEMPOTENT.has(request.method) && (!request.hasBody || outbound.body !== undefined);
  return stale && harmless && resends.withdraw() ? attempt(true) : outcome;
}

interface Attempted {
  readonly side: Upstream;
  /** When this side was asked: what the other one took before is none of its time. */
  readonly since: number;
  readonly outcome: UpstreamAnswer | UpstreamFailure;
  readonly tap?: AnswerReader | undefined;
}

async function finish({ res, request, decision, group }: Exchange, { clock }: Upstreams, { side, since, outcome, tap }: Attempted): Promise<Served> {
  const now = clock.elapsed();
  const [ms, sideMs] = [now - request.started, now - since];
  if (request.showDecision) res.setHeader('X-Banyan-Decision', formatDecision(decision));
  if ('failure' in outcome) {
    if (outcome.failure === 'cancelled') {
      group?.tally.abandoned(side, sideMs);
      return { decision, status: null, ms, failure: 'cancelled' };
    }
    group?.tally.served(side, request.session, null, sideMs);
    const status = outcome.failure === 'timeout' ? 504 : 502;
    refuse(res, status);
    return { decision, status, ms, failure: outcome.failure };
  }
  const { status } = outcome;
  group?.tally.served(side, request.session, status, sideMs);
  const brokeOff = (await relay(outcome, res, tap)) === 'broke-off';
  if (brokeOff) group?.tally.brokeOff(side);
  return { decision, status, ms, failure: brokeOff ? 'broke-off' : null };
}
